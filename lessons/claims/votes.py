import asyncio


async def count(town, minutes, votes):
    await asyncio.sleep(minutes)
    print(town)
    return votes


async def main():
    towns = [count("Oslo", 3, 7), count("Bergen", 1, 4), count("Moss", 2, 1)]
    print(await asyncio.gather(*towns))


asyncio.run(main())
