import asyncio


async def sail(boat):
    if boat == "leaky":
        await asyncio.sleep(1)
        raise OSError("water")
    await asyncio.sleep(2)
    print(boat, "arrives")


async def main():
    try:
        await asyncio.gather(sail("leaky"), sail("sound"))
    except OSError as error:
        print("main hears of", error)
    await asyncio.sleep(2)
    print("evening")


asyncio.run(main())
