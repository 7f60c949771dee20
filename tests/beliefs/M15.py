import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def weigh(what, seconds):
    await asyncio.sleep(seconds)
    return what


async def main():
    say(await asyncio.gather(weigh("dog", 3), weigh("cat", 2), weigh("mug", 1)))


asyncio.run(main())
say("end")
