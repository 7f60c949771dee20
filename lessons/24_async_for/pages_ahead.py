import asyncio


async def pages():
    for number in (1, 2):
        await asyncio.sleep(1)
        print("page", number)
        yield number


async def save(page):
    await asyncio.sleep(2)
    print("saved", page)


async def main():
    tasks = []
    async for page in pages():
        tasks.append(asyncio.create_task(save(page)))
    await asyncio.gather(*tasks)


asyncio.run(main())
