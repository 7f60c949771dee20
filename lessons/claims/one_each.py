import asyncio


async def fetch(page):
    await asyncio.sleep(2)
    print(page)


async def main():
    await asyncio.create_task(fetch("a"))
    await asyncio.create_task(fetch("b"))
    pages = [asyncio.create_task(fetch("c")), asyncio.create_task(fetch("d"))]
    await pages[0]
    await pages[1]


asyncio.run(main())
