import asyncio


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(2, future.set_result, "from a callback")
    print(await future)
    task = asyncio.create_task(asyncio.sleep(1, "from a task"))
    print(await task)
    print(await asyncio.sleep(1, "from a coroutine"))


asyncio.run(main())
