import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def brew(what, seconds):
    await asyncio.sleep(seconds)
    say(what)
    return what


async def main():
    tea = asyncio.create_task(brew("tea", 3))
    say(await brew("toast", 2))
    say(await tea, await asyncio.sleep(1, "jam"))


asyncio.run(main())
say("end")
