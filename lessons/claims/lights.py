import asyncio


async def sweep():
    print("sweeping")
    await asyncio.sleep(5)
    print("swept")


async def main():
    asyncio.create_task(sweep())
    await asyncio.sleep(1)
    print("lights out")


asyncio.run(main())
