import asyncio


async def peek():
    return "empty"


async def neighbour():
    print("neighbour")


async def main():
    asyncio.create_task(neighbour())
    print(await peek())
    print(await peek())
    await asyncio.sleep(0)
    print("home")


asyncio.run(main())
