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
        async with asyncio.TaskGroup() as group:
            group.create_task(climb("ann", 1, True))
            group.create_task(climb("bob", 2))
    except* ValueError as errors:
        say("caught", errors.exceptions)


asyncio.run(main())
say("end")
