import asyncio


async def word(text):
    print(text)


async def anna():
    for text in ["to", "be", "or"]:
        await word(text)


async def main():
    ben = asyncio.create_task(word("ben"))
    await anna()
    await ben


asyncio.run(main())
