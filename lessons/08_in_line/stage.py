import asyncio


async def singer():
    print("sing")
    await asyncio.sleep(3)
    print("bow")


async def director():
    print("lights")
    show = asyncio.create_task(singer())
    print("curtain")
    await asyncio.sleep(2)
    print("home")
    await asyncio.sleep(2)


asyncio.run(director())
