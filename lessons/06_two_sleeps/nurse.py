import asyncio, time


async def nurse():
    await asyncio.sleep(1)
    print("nurse: round")


async def porter():
    # asleep with the glasses on
    time.sleep(4)
    print("porter: door")


async def main():
    shift = asyncio.create_task(nurse())
    await asyncio.sleep(0)
    await porter()
    await shift


asyncio.run(main())
