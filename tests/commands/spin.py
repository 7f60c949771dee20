import asyncio


async def spin():
    n = 0
    while True:
        n += 1


async def main():
    await asyncio.gather(spin(), asyncio.sleep(1))


asyncio.run(main())
