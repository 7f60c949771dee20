import asyncio

limit = asyncio.Semaphore(3)
now = most = 0


async def read(page):
    global now, most
    async with limit:
        now += 1
        most = max(most, now)
        await asyncio.sleep(1)
        now -= 1


async def main():
    await asyncio.gather(*[read(page) for page in range(6)])
    print("most at a time:", most)


asyncio.run(main())
