import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def work(name):
    say("begins", name)
    await asyncio.sleep(1)
    say("ends", name)


async def main():
    one = asyncio.create_task(work("one"))
    two = asyncio.create_task(work("two"))
    asyncio.create_task(work("nobody's"))
    await asyncio.sleep(2)
    say("awaits")
    await one
    await asyncio.gather(two, work("three"))
    async with asyncio.TaskGroup() as group:
        group.create_task(work("four"))
        await asyncio.sleep(1)
        say("in the group")


asyncio.run(main())
say("end")
