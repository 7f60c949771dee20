import asyncio


async def write():
    print("dear aunt")
    await asyncio.sleep(1)
    await post()
    print("tea")


async def post():
    print("stamp")
    await asyncio.sleep(2)
    print("gone")
    await asyncio.sleep(1)


asyncio.run(write())
