import asyncio
import time


def measure(words, work):
    begun = time.monotonic()
    work()
    print(words, round(time.monotonic() - begun))


async def wait(seconds):
    await asyncio.sleep(seconds)


async def at_once():
    await asyncio.gather(wait(4), wait(2), wait(1))


measure("by turns", lambda: [time.sleep(s) for s in (4, 2, 1)])
measure("at once", lambda: asyncio.run(at_once()))
