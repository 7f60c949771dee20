import asyncio


async def load(name, seconds):
    print("loading", name)
    await asyncio.sleep(seconds)
    print("loaded", name)


async def main():
    await asyncio.sleep(0.5)
    await asyncio.gather(load("a", 2), load("c", 3))
    await asyncio.sleep(0.5)


asyncio.run(main())
