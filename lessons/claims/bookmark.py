import asyncio


async def read(title, pages):
    total = 0
    for page in range(1, pages + 1):
        total += page
        await asyncio.sleep(1)
    print(title, total)


async def main():
    await asyncio.gather(read("atlas", 2), read("novel", 4))


asyncio.run(main())
