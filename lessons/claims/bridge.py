import asyncio


async def cross(name, first, second):
    async with first:
        print(name, "holds one")
        await asyncio.sleep(1)
        async with second:
            print(name, "holds both")


async def main():
    left, right = asyncio.Lock(), asyncio.Lock()
    try:
        async with asyncio.timeout(60):
            await asyncio.gather(cross("ida", left, right), cross("per", right, left))
    except TimeoutError:
        print("nobody crosses")


asyncio.run(main())
