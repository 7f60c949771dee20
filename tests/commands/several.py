# More turns than a narrow picture has columns.
import asyncio


async def worker(n):
    for i in range(20 * n):
        await asyncio.sleep(0)
    await asyncio.sleep(n)


async def main():
    await asyncio.gather(*[worker(n) for n in range(1, 5)])


asyncio.run(main())
