# create_task puts work in line; it begins when its maker lets go
import asyncio


async def wash():
    print("washing starts")
    await asyncio.sleep(2)
    print("washing is done")


async def evening():
    machine = asyncio.create_task(wash())
    print("machine loaded")
    print("reading")
    await asyncio.sleep(1)
    print("one chapter read")
    await machine


asyncio.run(evening())
