import asyncio


async def load(name, seconds):
    print("loading", name)
    await asyncio.sleep(seconds)
    if name == "b":
        raise ValueError("there is no b")
    print("loaded", name)


async def main():
    await asyncio.gather(load("a", 2), load("b", 1), load("c", 3))


asyncio.run(main())
