# Tasks at every kind of object, with holders and lines.
import asyncio


async def main():
    lock = asyncio.Lock()
    event = asyncio.Event()
    condition = asyncio.Condition()
    places = asyncio.Semaphore(2)
    full = asyncio.Queue(1)
    empty = asyncio.Queue()
    barrier = asyncio.Barrier(3)

    async def locked(n):
        async with lock:
            await asyncio.sleep(n)

    async def evented():
        await event.wait()

    async def conditioned():
        async with condition:
            await condition.wait()

    async def placed(n):
        async with places:
            await asyncio.sleep(n)

    async def putter(n):
        await full.put(n)

    async def getter():
        return await empty.get()

    async def meets(n):
        await asyncio.sleep(n)
        return await barrier.wait()

    async def joiner():
        await full.join()

    async with asyncio.TaskGroup() as group:
        for n in (1, 2, 3):
            group.create_task(locked(n))
            group.create_task(evented())
            group.create_task(conditioned())
            group.create_task(placed(n))
            group.create_task(putter(n))
            group.create_task(getter())
            group.create_task(meets(n))
        group.create_task(joiner())
        await asyncio.sleep(4)
        event.set()
        async with condition:
            condition.notify_all()
        for n in range(3):
            await empty.put(n)
            print(await full.get())
            full.task_done()
            await asyncio.sleep(0.5)
    try:
        async with asyncio.timeout(1):
            await asyncio.shield(asyncio.sleep(5))
    except TimeoutError as e:
        print(repr(e))
    print(await asyncio.wait_for(asyncio.sleep(1, "x"), 2))


asyncio.run(main())
