import asyncio


async def temperature(degrees, seconds):
    await asyncio.sleep(seconds)
    return degrees


async def main():
    print(await asyncio.gather(temperature(12, 3), temperature(25, 1)))


asyncio.run(main())
