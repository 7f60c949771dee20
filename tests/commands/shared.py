# Every object that tasks share, an exception that is caught, a timeout, a warning.
import asyncio


async def producer(queue, lock, event, condition, barrier):
    for i in range(3):
        await queue.put(i)
    async with lock:
        await asyncio.sleep(1)
    event.set()
    event.clear()
    async with condition:
        condition.notify_all()
    await barrier.wait()
    try:
        raise ValueError('x')
    except ValueError:
        print('caught')


async def consumer(queue, lock, event, condition, barrier):
    for i in range(3):
        await queue.get()
        queue.task_done()
    async with lock:
        pass
    await barrier.wait()
    await event.wait()


async def main():
    shared = asyncio.Queue(1), asyncio.Lock(), asyncio.Event(), asyncio.Condition(), asyncio.Barrier(2)
    task = asyncio.create_task(consumer(*shared), name='worker')
    asyncio.get_running_loop().call_later(0.5, print, 'called')
    await producer(*shared)
    try:
        await asyncio.wait_for(task, 1)
    except asyncio.TimeoutError:
        print('too late')
    producer(*shared)


asyncio.run(main())
