import asyncio


async def climb(name, hours):
    await asyncio.sleep(hours)
    if name == "bob":
        print(name, "turned back")
        raise RuntimeError(name)
    print(name, "on top")


async def main():
    try:
        await asyncio.gather(climb("ann", 1), climb("bob", 2), climb("cho", 3))
    except RuntimeError:
        print("camp")
    await asyncio.sleep(5)


asyncio.run(main())
