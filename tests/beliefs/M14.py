import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def climb(name, seconds, falls=False):
    try:
        await asyncio.sleep(seconds)
        if falls:
            raise ValueError(name)
        say(name, "is up")
    except asyncio.CancelledError:
        say(name, "is called back")
        raise


async def main():
    try:
        await asyncio.gather(climb("ann", 1), climb("bob", 2, True), climb("cho", 3))
    except ValueError as error:
        say("caught", error)
    await asyncio.sleep(2)


asyncio.run(main())
say("end")
