import asyncio


async def count(limit):
    print("counting")
    return sum(range(limit))


async def main():
    counting = count(7)
    try:
        print(asyncio.run(counting))
    except RuntimeError:
        print("refused")
        counting.close()


asyncio.run(main())
