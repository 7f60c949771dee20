import asyncio


async def boil(dish, minutes):
    print("put on", dish)
    await asyncio.sleep(minutes)
    print("serve", dish)


async def kitchen():
    rice = asyncio.create_task(boil("rice", 4))
    peas = asyncio.create_task(boil("peas", 3))
    await boil("soup", 2)
    await peas
    await rice


asyncio.run(kitchen())
