# What asyncio of Python 3.13 does that 3.12 does not: Queue.shutdown(), as_completed() for `async for`, task groups that
# keep a cancel from outside, uncancel() that takes the cancel back. By its documentation.
import asyncio
import sys

print(sys.version_info[:2])


async def queues():
    q = asyncio.Queue(2)
    seen = []

    async def getter(n):
        try:
            while True:
                seen.append((n, await q.get()))
                await asyncio.sleep(0)
        except asyncio.QueueShutDown as e:
            seen.append((n, repr(e)))

    async def putter():
        try:
            for i in range(5):
                await q.put(i)
        except asyncio.QueueShutDown:
            seen.append(("putter", i))
    ts = [asyncio.create_task(putter()), asyncio.create_task(getter("a"))]
    await asyncio.sleep(0)
    q.shutdown()
    await asyncio.gather(*ts)
    print(seen, q.qsize())
    for call in (q.get_nowait, lambda: q.put_nowait(1)):
        try:
            call()
        except asyncio.QueueShutDown as e:
            print(repr(e))
    q = asyncio.Queue()
    for i in range(3):
        q.put_nowait(i)
    q.get_nowait()
    joiner = asyncio.create_task(q.join())
    await asyncio.sleep(0)
    q.shutdown(immediate=True)
    await asyncio.sleep(0)
    print(q.qsize(), joiner.done(), q)
    q.task_done()
    await joiner
    print(issubclass(asyncio.QueueShutDown, Exception), asyncio.QueueShutDown.__module__)


async def completing():
    async def f(n):
        await asyncio.sleep(n)
        return n
    ts = [asyncio.create_task(f(n)) for n in (0.3, 0.1, 0.2)]
    async for t in asyncio.as_completed(ts):
        print("  ", t in ts, t.result(), await t)
    for c in asyncio.as_completed([f(0.02), f(0.01)]):
        print("  ", await c)
    try:
        async for t in asyncio.as_completed([f(0.1), f(9)], timeout=1):
            print("  ", t.result())
    except TimeoutError as e:
        print("  ", repr(e))


async def groups():
    async def fails():
        raise ValueError("child")

    async def outer():
        try:
            async with asyncio.TaskGroup() as g:
                g.create_task(fails())
                asyncio.current_task().cancel("outside")
                await asyncio.sleep(1)
        except* ValueError as e:
            print("  ", repr(e.exceptions), asyncio.current_task().cancelling())
        await asyncio.sleep(1)
        print("  not reached")
    task = asyncio.create_task(outer())
    await asyncio.wait([task])
    print(task.cancelled(), task.cancelling())

    async def unbothered():
        asyncio.current_task().cancel()
        asyncio.current_task().uncancel()
        await asyncio.sleep(0)
        return "went on"
    print(await asyncio.create_task(unbothered()))
    g = asyncio.TaskGroup()
    async with g:
        pass
    c = fails()
    try:
        g.create_task(c)
    except RuntimeError as e:
        print(e, c.cr_frame)

for main in (queues, completing, groups):
    print(main.__name__)
    asyncio.run(main())
