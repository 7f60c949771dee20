import asyncio


async def brew(what, seconds):
    await asyncio.sleep(seconds)
    print(what, "ready")


async def main():
    tea = asyncio.create_task(brew("tea", 3))
    await brew("toast", 2)
    await tea
    print("breakfast")


asyncio.run(main())
