import asyncio


async def belt():
    for box in ("red", "blue", "green"):
        await asyncio.sleep(1)
        yield box


async def main():
    async for box in belt():
        await asyncio.sleep(2)
        print(box)


asyncio.run(main())
