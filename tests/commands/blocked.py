# A sleep that lets nobody in, and computing.
import asyncio
import time


async def rude():
    time.sleep(2)


async def busy():
    n = 0
    for i in range(5_000_000):
        n += i
    await asyncio.sleep(1)


async def main():
    await asyncio.gather(rude(), busy(), asyncio.sleep(1))


asyncio.run(main())
