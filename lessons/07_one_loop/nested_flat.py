import asyncio


async def count(limit):
    print("counting")
    return sum(range(limit))


async def main():
    print(await count(7))


asyncio.run(main())
