import asyncio


async def ping(n):
    await asyncio.sleep(3)


async def main():
    async with asyncio.TaskGroup() as group:
        for n in range(20):
            group.create_task(ping(n))
    print("all there")


asyncio.run(main())
