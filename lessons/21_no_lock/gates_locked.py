import asyncio

visitors = 0
lock = asyncio.Lock()


async def gate(name):
    global visitors
    async with lock:
        for _ in range(3):
            visitors += 1
            await asyncio.sleep(1)


async def main():
    await asyncio.gather(gate("west"), gate("east"))
    print(visitors)


asyncio.run(main())
