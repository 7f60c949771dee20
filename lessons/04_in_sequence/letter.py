import asyncio


async def write():
    print("paper")
    await asyncio.sleep(1)
    await post()
    print("stamp")


async def post():
    print("dear aunt")
    await asyncio.sleep(2)
    print("gone")
    await asyncio.sleep(1)


asyncio.run(write())
