import asyncio


async def handle(path):
    if path == "/report":
        await asyncio.sleep(3)
    else:
        await asyncio.sleep(0.5)
    print(path)


async def main():
    async with asyncio.TaskGroup() as server:
        for path in ("/home", "/report", "/login"):
            server.create_task(handle(path))
            await asyncio.sleep(1)


asyncio.run(main())
