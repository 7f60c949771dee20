import asyncio


async def boil(dish, minutes):
    print("put on", dish)
    await asyncio.sleep(minutes)
    print("serve", dish)


async def kitchen():
    await boil("rice", 4)
    await boil("peas", 3)
    await boil("soup", 2)


asyncio.run(kitchen())
