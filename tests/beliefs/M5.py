import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def sing(song):
    say("sings", song, asyncio.current_task().get_name())
    await asyncio.sleep(1)
    say("bows", song)


async def main():
    one = asyncio.create_task(sing("a"), name="one")
    say("made one", asyncio.current_task().get_name())
    async with asyncio.TaskGroup() as group:
        group.create_task(sing("b"))
        say("made two")
    await one


asyncio.run(main())
say("end")
