# How many turns of the loop lie between a cause and its effect: locks, events, queues, generators.
import asyncio

count = 0
running = True


def tick():
    global count
    count += 1
    if running:
        asyncio.get_running_loop().call_soon(tick)


now = lambda: count
table = []


def experiment(f):
    table.append(f)
    return f


async def turns(n):
    for _ in range(n):
        await asyncio.sleep(0)


@experiment
async def lock_uncontended_and_release():
    lock = asyncio.Lock()
    k = now()
    await lock.acquire()
    a = now() - k
    seen = []

    async def w():
        async with lock:
            seen.append(now())
    t = asyncio.create_task(w())
    await turns(2)
    k = now()
    lock.release()
    locked = lock.locked()
    await t
    return a, seen[0] - k, locked


@experiment
async def lock_again_goes_behind():
    lock = asyncio.Lock()
    seen = []
    await lock.acquire()

    async def w():
        async with lock:
            seen.append("w")
    t = asyncio.create_task(w())
    await turns(2)
    lock.release()
    await lock.acquire()
    seen.append("again")
    lock.release()
    await t
    return seen


async def chain(lock, yields):
    seen = []
    k = []

    async def user(i):
        async with lock:
            seen.append(now() - k[0])
            for _ in range(yields(i)):
                await asyncio.sleep(0)
    k.append(now())
    ts = [asyncio.create_task(user(i)) for i in range(4)]
    for t in ts:
        await t
    return seen


@experiment
async def lock_chains():
    return (await chain(asyncio.Lock(), lambda i: 1), await chain(asyncio.Lock(), lambda i: i == 0),
            await chain(asyncio.Semaphore(1), lambda i: 0))


@experiment
async def lock_cancelled_waiter_passes_on():
    lock = asyncio.Lock()
    await lock.acquire()
    seen = []

    async def w(n):
        async with lock:
            seen.append(n)
    a, b = asyncio.create_task(w("a")), asyncio.create_task(w("b"))
    await turns(2)
    lock.release()
    a.cancel()
    await asyncio.wait([a, b])
    return seen, a.cancelled(), lock.locked()


@experiment
async def event_wakes_all():
    e = asyncio.Event()
    seen = []

    async def w():
        await e.wait()
        seen.append(now() - k)
    ts = [asyncio.create_task(w()) for _ in range(3)]
    await turns(2)
    k = now()
    e.set()
    e.clear()
    await asyncio.wait(ts)
    return seen, e.is_set()


async def condition(yields):
    c = asyncio.Condition()
    seen = []

    async def w():
        async with c:
            await c.wait()
            seen.append(now() - k)
            for _ in range(yields):
                await asyncio.sleep(0)
    ts = [asyncio.create_task(w()) for _ in range(3)]
    await turns(3)
    async with c:
        k = now()
        c.notify_all()
    await asyncio.wait(ts)
    return seen


@experiment
async def condition_notify_all():
    return await condition(0), await condition(1)


@experiment
async def condition_messages():
    c = asyncio.Condition()
    r = []
    try:
        c.notify()
    except RuntimeError as e:
        r.append(str(e))
    try:
        await c.wait()
    except RuntimeError as e:
        r.append(str(e))
    return r


@experiment
async def semaphore_two_releases():
    s = asyncio.Semaphore(0)
    seen = []

    async def w():
        await s.acquire()
        seen.append(now() - k)
    ts = [asyncio.create_task(w()) for _ in range(2)]
    await turns(2)
    k = now()
    s.release()
    s.release()
    r = s.locked(), s._value
    await asyncio.wait(ts)
    return seen, r


@experiment
async def bounded():
    s = asyncio.BoundedSemaphore(1)
    try:
        s.release()
    except ValueError as e:
        return str(e)


@experiment
async def barrier_of_three():
    b = asyncio.Barrier(3)
    seen = []

    async def w():
        i = await b.wait()
        seen.append((i, now() - k))
    ts = [asyncio.create_task(w()) for _ in range(2)]
    await turns(3)
    k = now()
    i = await b.wait()
    seen.append((i, now() - k))
    await asyncio.wait(ts)
    return seen, b.n_waiting, b.broken


@experiment
async def barrier_abort_and_reset():
    b = asyncio.Barrier(2)
    r = []

    async def w():
        try:
            await b.wait()
        except asyncio.BrokenBarrierError as e:
            r.append(str(e))
    t = asyncio.create_task(w())
    await turns(2)
    await b.reset()
    await t
    t = asyncio.create_task(w())
    await turns(2)
    await b.abort()
    await t
    await w()
    return r, b.broken


@experiment
async def queue_put_to_getter():
    q = asyncio.Queue()
    seen = []

    async def getter():
        v = await q.get()
        seen.append((v, now()))
    t = asyncio.create_task(getter())
    await turns(2)
    k = now()
    await q.put("x")
    a = now() - k
    await t
    q.put_nowait("y")
    m = now()
    await q.get()
    return seen[0][0], seen[0][1] - k, a, now() - m


@experiment
async def queue_get_to_putter():
    q = asyncio.Queue(1)
    await q.put(1)
    seen = []

    async def putter():
        await q.put(2)
        seen.append(now())
    t = asyncio.create_task(putter())
    await turns(2)
    k = now()
    v = await q.get()
    await t
    return v, seen[0] - k, q.qsize(), q.full()


@experiment
async def queue_join():
    q = asyncio.Queue()
    k = now()
    await q.join()
    a = now() - k
    await q.put(1)

    async def joiner():
        await q.join()
        return now()
    t = asyncio.create_task(joiner())
    await turns(2)
    q.get_nowait()
    k = now()
    q.task_done()
    r = await t - k
    try:
        q.task_done()
    except ValueError as e:
        return a, r, str(e)


@experiment
async def queue_item_is_stolen():
    q = asyncio.Queue()
    seen = []

    async def getter(n):
        seen.append((n, await q.get()))
    a, b = asyncio.create_task(getter("a")), asyncio.create_task(getter("b"))
    await turns(2)
    q.put_nowait(1)
    seen.append(("main", q.get_nowait()))
    await turns(3)
    q.put_nowait(2)
    q.put_nowait(3)
    await asyncio.wait([a, b])
    return seen


@experiment
async def queue_kinds():
    r = []
    for kind in (asyncio.PriorityQueue, asyncio.LifoQueue, asyncio.Queue):
        q = kind()
        for v in (3, 1, 2, 5, 4):
            q.put_nowait(v)
        r.append([q.get_nowait() for _ in range(5)])
    for f in (q.get_nowait,):
        try:
            f()
        except asyncio.QueueEmpty as e:
            r.append(repr(e))
    q = asyncio.Queue(maxsize=1)
    q.put_nowait(0)
    try:
        q.put_nowait(1)
    except asyncio.QueueFull as e:
        r.append(repr(e))
    return r


@experiment
async def async_for_adds_nothing():
    async def gen():
        for i in range(3):
            yield i
    k = now()
    r = [i async for i in gen()]
    return r, now() - k


@experiment
async def dropped_generator_is_closed_by_a_task():
    seen = []

    async def gen():
        try:
            yield 1
        finally:
            seen.append((now() - k, asyncio.current_task() is me))
    me = asyncio.current_task()
    async for x in gen():
        k = now()
        break
    await turns(4)
    g = gen()
    await g.__anext__()
    k = now()
    await g.aclose()
    return seen


async def main():
    global running
    asyncio.get_running_loop().call_soon(tick)
    for f in table:
        print(f.__name__, await f())
    running = False

asyncio.run(main())
