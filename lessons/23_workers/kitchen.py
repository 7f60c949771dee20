import asyncio


async def cook(name, queue):
    while True:
        minutes = await queue.get()
        await asyncio.sleep(minutes)
        print(name, minutes)
        queue.task_done()


async def main():
    queue = asyncio.Queue()
    for minutes in (3, 1, 1, 2):
        queue.put_nowait(minutes)
    cooks = [asyncio.create_task(cook(name, queue)) for name in "AB"]
    await queue.join()
    print("all served")


asyncio.run(main())
