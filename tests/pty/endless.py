import asyncio


async def main():
    rounds = 0
    while True:
        rounds += 1
        await asyncio.sleep(1)


asyncio.run(main())
