import asyncio


async def clock():
    for hour in range(1, 5):
        await asyncio.sleep(1)
        print("hour", hour)


async def pack(what):
    await asyncio.sleep(1.5)
    print("packed", what)


async def main():
    ticking = asyncio.create_task(clock())
    await pack("cup")
    await pack("hat")
    await ticking


asyncio.run(main())
