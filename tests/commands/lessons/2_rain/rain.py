import asyncio


async def roof():
    await asyncio.sleep(3)
    print("roof on")


async def main():
    work = asyncio.create_task(roof())
    await asyncio.sleep(1)
    print("rain")
    await work


asyncio.run(main())
