import asyncio


async def nurse():
    await asyncio.sleep(1)
    print("nurse: round")


async def porter():
    await asyncio.sleep(4)
    print("porter: door")


async def main():
    shift = asyncio.create_task(nurse())
    await asyncio.sleep(0)
    await porter()
    await shift


asyncio.run(main())
