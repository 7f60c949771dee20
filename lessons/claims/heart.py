import asyncio
import time


async def heart():
    for _ in range(3):
        print("beat")
        await asyncio.sleep(1)


async def sums():
    for part in range(4):
        time.sleep(1)  # computing, or any call that blocks
        print("part", part)


async def main():
    await asyncio.gather(heart(), sums())


asyncio.run(main())
