# How many turns lie between a cause and its effect: locks, conditions, semaphores, barriers, queues, generators in
# the cases that turns_sync.py and turns_timers.py leave.
import asyncio

turn = 0
running = False


def tick():
    global turn
    turn += 1
    if running:
        asyncio.get_running_loop().call_soon(tick)


table = []


def experiment(f):
    table.append(f)
    return f


async def turns(n):
    for _ in range(n):
        await asyncio.sleep(0)
@experiment
async def nothing_uncontended_yields():
    k, lock, s, c, e, q = turn, asyncio.Lock(), asyncio.Semaphore(2), asyncio.Condition(), asyncio.Event(), asyncio.Queue()
    async with lock:
        pass
    async with s, s:
        pass
    async with c:
        c.notify_all()
    e.set()
    await e.wait()
    await q.put(1)
    await q.get()
    q.task_done()
    await q.join()
    b = asyncio.Barrier(1)
    async with b as i:
        pass
    return turn - k, i


@experiment
async def lock_is_free_until_the_woken_one_runs():
    lock, seen = asyncio.Lock(), []
    await lock.acquire()

    async def w(n):
        async with lock:
            seen.append((n, turn - k))
    ts = [asyncio.create_task(w("first"))]
    await turns(1)
    k = turn
    lock.release()
    seen.append(lock.locked())
    ts.append(asyncio.create_task(w("newcomer")))
    await asyncio.wait(ts)
    return seen


@experiment
async def lock_messages():
    lock, r = asyncio.Lock(), []
    try:
        lock.release()
    except RuntimeError as e:
        r.append(str(e))
    return r


@experiment
async def event_wakes_in_order():
    e, seen = asyncio.Event(), []

    async def w(n):
        await e.wait()
        seen.append((n, turn - k))
    ts = [asyncio.create_task(w(n)) for n in "abc"]
    await turns(1)
    k = turn
    e.set()
    await asyncio.wait(ts)
    return seen


@experiment
async def condition_cancel_is_held_back():
    c, seen = asyncio.Condition(), []

    async def w():
        try:
            async with c:
                await c.wait()
        except asyncio.CancelledError:
            seen.append((turn - k, c.locked()))
            raise
    t = asyncio.create_task(w())
    await turns(1)
    await c.acquire()
    k = turn
    t.cancel()
    await turns(3)
    seen.append(turn - k)
    c.release()
    await asyncio.wait([t])
    return seen, t.cancelled()


@experiment
async def condition_notify_some():
    c, seen = asyncio.Condition(), []

    async def w(n):
        async with c:
            await c.wait()
            seen.append((n, turn - k))
    ts = [asyncio.create_task(w(n)) for n in "abc"]
    await turns(2)
    for count in (1, 2):
        async with c:
            k = turn
            c.notify(count)
        await turns(3)
    return seen


@experiment
async def condition_wait_for():
    c, seen = asyncio.Condition(), []

    async def w():
        async with c:
            r = await c.wait_for(lambda: value > 1)
            seen.append((r, value, turn - k))
    value = 0
    t = asyncio.create_task(w())
    await turns(2)
    for value in (1, 2):
        async with c:
            k = turn
            c.notify_all()
        await turns(3)
    await t
    return seen


@experiment
async def semaphore_hands_over_at_once():
    s, seen = asyncio.Semaphore(1), []
    await s.acquire()

    async def w(n):
        await s.acquire()
        seen.append((n, turn - k))
    ts = [asyncio.create_task(w(n)) for n in "ab"]
    await turns(1)
    k = turn
    r = [s.locked(), s._value]
    s.release()
    r += [s.locked(), s._value]
    await turns(2)
    s.release()
    await asyncio.wait(ts)
    return r, seen


@experiment
async def semaphore_cancelled_waiter_passes_on():
    s, seen = asyncio.Semaphore(0), []

    async def w(n):
        await s.acquire()
        seen.append((n, turn - k))
    ts = [asyncio.create_task(w(n)) for n in "ab"]
    await turns(1)
    k = turn
    s.release()
    ts[0].cancel()
    await asyncio.wait(ts)
    return seen, ts[0].cancelled()


@experiment
async def barrier_broken():
    b, r = asyncio.Barrier(2), []

    async def w():
        try:
            await b.wait()
        except asyncio.BrokenBarrierError as e:
            r.append((str(e), turn - k))
    for how in (b.reset, b.abort):
        t = asyncio.create_task(w())
        await turns(2)
        k = turn
        await how()
        r.append(b.broken)
        await t
    k = turn
    await w()
    return r


@experiment
async def barrier_twice():
    b, seen = asyncio.Barrier(2), []

    async def w(n):
        for i in range(2):
            seen.append((n, await b.wait(), turn - k))
    k = turn
    await asyncio.gather(w("a"), w("b"))
    return seen


@experiment
async def queue_put_wakes_in_order_and_is_not_fair():
    q, seen = asyncio.Queue(), []

    async def getter(n):
        seen.append((n, await q.get(), turn - k))
    ts = [asyncio.create_task(getter(n)) for n in "ab"]
    await turns(1)
    k = turn
    q.put_nowait(1)
    seen.append(q.get_nowait())
    await turns(2)
    q.put_nowait(2)
    q.put_nowait(3)
    await asyncio.wait(ts)
    return seen


@experiment
async def queue_putters_in_order():
    q, seen = asyncio.Queue(1), []
    q.put_nowait(0)

    async def putter(n):
        await q.put(n)
        seen.append((n, turn - k))
    ts = [asyncio.create_task(putter(n)) for n in (1, 2)]
    await turns(1)
    k = turn
    r = [q.get_nowait()]
    await turns(2)
    r.append(await q.get())
    await asyncio.wait(ts)
    return r, seen, q.qsize()


@experiment
async def queue_cancelled_getter_passes_on():
    q, seen = asyncio.Queue(), []

    async def getter(n):
        seen.append((n, await q.get(), turn - k))
    ts = [asyncio.create_task(getter(n)) for n in "ab"]
    await turns(1)
    k = turn
    q.put_nowait(1)
    ts[0].cancel()
    await asyncio.wait(ts)
    return seen, ts[0].cancelled()


@experiment
async def queue_sizes():
    q = asyncio.Queue(0)
    for n in range(5):
        q.put_nowait(n)
    p = asyncio.PriorityQueue()
    for v in ((1, "b"), (1, "a"), (0, "z")):
        p.put_nowait(v)
    return q.full(), q.maxsize, asyncio.Queue(-1).full(), [p.get_nowait() for _ in range(3)]


@experiment
async def asend_and_anext_add_no_turns():
    async def gen():
        x = yield 1
        while x:
            x = yield x
    k, g = turn, gen()
    r = [await g.asend(None), await g.asend(5), await anext(g, "end")]
    await g.aclose()
    return r, turn - k


@experiment
async def dropped_generator_in_a_numbered_task():
    async def gen():
        try:
            yield 1
        finally:
            seen.append((turn - k, int(asyncio.current_task().get_name()[5:]) - base))
    seen = []
    t = asyncio.create_task(turns(0))
    base = int(t.get_name()[5:])
    await t
    async for x in gen():
        k = turn
        break
    await turns(4)
    return seen


async def main():
    global running
    running = True
    asyncio.get_running_loop().call_soon(tick)
    for f in table:
        await asyncio.sleep(0)
        print(f.__name__, await f())
    running = False

asyncio.run(main())


# What is contended belongs to the loop of that moment.
async def contend(what, enter):
    global t
    await enter()
    t = asyncio.create_task(enter())
    await asyncio.sleep(0)
    t.cancel()

for what, enter in ((lock := asyncio.Lock(), lock.acquire), (s := asyncio.Semaphore(1), s.acquire),
                    (q := asyncio.Queue(), q.get)):
    if what is q:
        q.put_nowait(1)
    asyncio.run(contend(what, enter))
    try:
        asyncio.run(contend(what, enter) if what is q else enter())
    except RuntimeError as e:
        print("bound_to_the_loop_of_its_first_contention", str(e).split("> ")[1])
