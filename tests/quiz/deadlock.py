# Two tasks, two locks, taken in opposite order: each waits for the other
import asyncio


async def main():
    left, right = asyncio.Lock(), asyncio.Lock()

    async def one():
        async with left:
            await asyncio.sleep(1)
            async with right:
                print("one has both")

    async def two():
        async with right:
            await asyncio.sleep(1)
            async with left:
                print("two has both")

    await asyncio.gather(one(), two())


asyncio.run(main())
