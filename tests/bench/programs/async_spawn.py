import asyncio


async def work(i):
    await asyncio.sleep(i % 50 / 10000)
    return i


async def main():
    print(sum(await asyncio.gather(*[work(i) for i in range(20000)])))


asyncio.run(main())
