import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def walk(name, seconds=1):
    for step in range(2):
        say(name, step)
        await asyncio.sleep(seconds)
    return name


async def main():
    say(await asyncio.gather(walk("a"), walk("b")))
    task = asyncio.create_task(walk("own"))
    say(await asyncio.gather(walk("c"), task, walk("d"), return_exceptions=True))
    hurried = asyncio.gather(walk("e"), walk("f"))
    await asyncio.sleep(1)
    hurried.cancel()
    try:
        await hurried
    except asyncio.CancelledError:
        say("cancelled")


asyncio.run(main())
say("end")
