import asyncio
import time


async def main():
    try:
        async with asyncio.timeout(3):
            await asyncio.sleep(1)
            time.sleep(4)
            await asyncio.sleep(1)
            print("a last look")
    except TimeoutError:
        print("locked")


asyncio.run(main())
