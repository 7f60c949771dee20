import asyncio
import time

async def rude():
    time.sleep(2)
    raise ValueError("tired")

async def polite():
    await asyncio.sleep(1)

async def main():
    results = await asyncio.gather(rude(), polite(), asyncio.sleep(3), return_exceptions=True)
    print(results[0])

asyncio.run(main())
