import asyncio


async def warm_up(lamp):
    await asyncio.sleep(lamp)
    return lamp


async def main():
    lamps = await asyncio.gather(*[warm_up(lamp) for lamp in (2, 4, 1)])
    print("all on")


asyncio.run(main())
