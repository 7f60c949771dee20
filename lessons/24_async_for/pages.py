import asyncio


async def pages():
    for number in (1, 2):
        await asyncio.sleep(1)
        print("page", number)
        yield number


async def main():
    async for page in pages():
        await asyncio.sleep(2)
        print("saved", page)


asyncio.run(main())
