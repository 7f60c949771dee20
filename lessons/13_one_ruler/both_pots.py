import asyncio


async def boil(what, seconds):
    print(what, "on the fire")
    await asyncio.sleep(seconds)
    print(what, "boils")


async def main():
    pots = boil("pasta", 6), boil("sauce", 2)
    await asyncio.gather(*pots)
    print("dinner")


asyncio.run(main())
