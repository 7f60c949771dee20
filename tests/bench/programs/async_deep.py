import asyncio


async def down(depth, times):
    if depth:
        return 1 + await down(depth - 1, times)
    for _ in range(times):
        await asyncio.sleep(0)
    return 0


async def main():
    print(sum(await asyncio.gather(*[down(100, 2000) for _ in range(20)])))


asyncio.run(main())
