import asyncio

visitors = 0


async def gate(name):
    global visitors
    for _ in range(3):
        visitors += 1
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(gate("west"), gate("east"))
    print(visitors)


asyncio.run(main())
