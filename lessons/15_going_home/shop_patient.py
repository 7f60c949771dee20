import asyncio


async def try_on(seconds):
    await asyncio.sleep(seconds)
    print("fits")


async def owner():
    customer = asyncio.create_task(try_on(3))
    await asyncio.sleep(1)
    await customer
    print("closed")


asyncio.run(owner())
