import asyncio

visitors = 0


def let_in():
    global visitors
    visitors += 1


async def gate(name):
    for _ in range(3):
        let_in()
        await asyncio.sleep(1)


async def main():
    await asyncio.gather(gate("west"), gate("east"))
    print(visitors)


asyncio.run(main())
