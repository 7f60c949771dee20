import asyncio


async def guard():
    rounds = 0
    try:
        while rounds < 9:
            rounds += 1
            print("round")
            await asyncio.sleep(2)
    finally:
        print("lamp off")


async def main():
    watch = asyncio.create_task(guard())
    await asyncio.sleep(5)
    watch.cancel()
    await asyncio.wait([watch])
    print("night over")


asyncio.run(main())
