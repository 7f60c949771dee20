import asyncio
import time


async def alarm():
    await asyncio.sleep(1)
    print("alarm")


async def mow():
    await asyncio.sleep(0)
    time.sleep(3)
    print("mown")


async def main():
    await asyncio.gather(alarm(), mow())


asyncio.run(main())
