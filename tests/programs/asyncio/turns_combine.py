# How many turns of the loop lie between a cause and its effect: gather, wait, wait_for, timeouts, groups.
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


ends = []


async def child(n=0, fail=None):
    for _ in range(n):
        await asyncio.sleep(0)
    ends.append(now())
    if fail:
        raise fail
    return n


async def stopped(n=0):
    try:
        await asyncio.sleep(99)
    except asyncio.CancelledError:
        ends.append(now())
        raise


@experiment
async def gather_of_immediate():
    k = now()
    r = await asyncio.gather(child(), child(0))
    return r, now() - k, now() - ends[-1]


@experiment
async def gather_empty():
    k = now()
    return await asyncio.gather(), now() - k


@experiment
async def gather_of_done():
    loop = asyncio.get_running_loop()
    a, b = loop.create_future(), loop.create_future()
    a.set_result(1)
    b.set_result(2)
    k = now()
    return await asyncio.gather(a, b), now() - k


@experiment
async def gather_first_exception():
    slow = asyncio.create_task(child(9))
    try:
        await asyncio.gather(child(2, ValueError("x")), slow)
    except ValueError as e:
        r = repr(e), now() - ends[-1], slow.done()
    await slow
    return r


@experiment
async def gather_same_twice():
    c = child(1)
    return await asyncio.gather(c, c)


@experiment
async def gather_exceptions_as_results():
    t = asyncio.create_task(stopped())
    await asyncio.sleep(0)
    t.cancel()
    return await asyncio.gather(child(), child(1, KeyError(3)), t, return_exceptions=True)


@experiment
async def cancel_a_task_that_awaits_gather():
    async def f():
        try:
            await asyncio.gather(stopped(), stopped())
        except asyncio.CancelledError:
            return now()
    t = asyncio.create_task(f())
    for _ in range(3):
        await asyncio.sleep(0)
    k = now()
    t.cancel()
    r = await t
    return ends[-1] - k, r - k


@experiment
async def gather_child_cancelled():
    t = asyncio.create_task(stopped())
    g = asyncio.gather(t, child(6))
    await asyncio.sleep(0)
    k = now()
    t.cancel()
    try:
        await g
    except BaseException as e:
        r = now() - k, type(e).__name__, g.cancelled()
    for _ in range(8):
        await asyncio.sleep(0)
    return r


@experiment
async def wait_all():
    ts = [asyncio.create_task(child(n)) for n in (1, 2)]
    done, pending = await asyncio.wait(ts)
    return now() - ends[-1], len(done), len(pending)


@experiment
async def wait_first():
    ts = [asyncio.create_task(child(n)) for n in (1, 5)]
    done, pending = await asyncio.wait(ts, return_when=asyncio.FIRST_COMPLETED)
    r = now() - ends[-1], len(done), len(pending)
    await asyncio.wait(ts)
    return r


@experiment
async def wait_first_exception():
    ts = [asyncio.create_task(child(n, e)) for n, e in ((1, None), (3, ValueError()), (6, None))]
    done, pending = await asyncio.wait(ts, return_when=asyncio.FIRST_EXCEPTION)
    r = now() - ends[-1], len(done), len(pending)
    await asyncio.wait(ts)
    return r, ts[1].exception()


@experiment
async def wait_on_done():
    t = asyncio.create_task(child())
    await t
    k = now()
    await asyncio.wait([t])
    return now() - k


@experiment
async def wait_for_immediate():
    k = now()
    await asyncio.wait_for(child(), 5)
    return now() - k, now() - ends[-1]


@experiment
async def wait_for_none():
    k = now()
    await asyncio.wait_for(child(), None)
    return now() - k


@experiment
async def wait_for_zero_done():
    t = asyncio.create_task(child())
    await t
    k = now()
    await asyncio.wait_for(t, 0)
    return now() - k


@experiment
async def wait_for_zero_coroutine():
    k, n = now(), len(ends)
    try:
        await asyncio.wait_for(child(), 0)
    except TimeoutError as e:
        return now() - k, len(ends) - n, repr(e), repr(e.__cause__)


@experiment
async def wait_for_done_task():
    t = asyncio.create_task(child())
    await t
    k = now()
    await asyncio.wait_for(t, 5)
    return now() - k


@experiment
async def wait_for_lost_cancel():
    fut = asyncio.get_running_loop().create_future()

    async def f():
        return await asyncio.wait_for(fut, 5)
    t = asyncio.create_task(f())
    for _ in range(3):
        await asyncio.sleep(0)
    fut.set_result("kept")
    t.cancel()
    return await t


@experiment
async def timeout_0():
    r = []
    for d in (9, 0):
        k = now()
        try:
            async with asyncio.timeout(0):
                await asyncio.sleep(d)
        except TimeoutError:
            r.append(now() - k)
    k = now()
    async with asyncio.timeout(0) as t:
        pass
    r.append((now() - k, t.expired()))
    return r


@experiment
async def shield_end():
    await asyncio.shield(child(2))
    return now() - ends[-1]


@experiment
async def shield_cancelled():
    inner = asyncio.create_task(child(5))

    async def f():
        try:
            await asyncio.shield(inner)
        except asyncio.CancelledError:
            return now()
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    k = now()
    t.cancel()
    r = await t
    return r - k, inner.cancelled(), await inner


@experiment
async def as_completed_order():
    r = []
    for c in asyncio.as_completed([child(4), child(1), child(2)]):
        v = await c
        r.append((v, now() - ends[-1]))
    return r


@experiment
async def group_empty():
    k = now()
    async with asyncio.TaskGroup():
        pass
    return now() - k


@experiment
async def group_end():
    async with asyncio.TaskGroup() as g:
        g.create_task(child(1))
        g.create_task(child(2))
    return now() - ends[-1]


@experiment
async def group_child_fails():
    failed = []

    async def bad():
        await asyncio.sleep(0)
        failed.append(now())
        raise ValueError("bad")
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(bad())
            g.create_task(stopped())
    except* ValueError as e:
        r = ends[-1] - failed[0], now() - failed[0], repr(e), asyncio.current_task().cancelling()
    return r


@experiment
async def group_child_fails_parent_in_body():
    failed, body = [], []

    async def bad():
        failed.append(now())
        raise ValueError("bad")
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(bad())
            g.create_task(stopped())
            try:
                await asyncio.sleep(99)
            except asyncio.CancelledError:
                body.append(now())
                raise
    except* ValueError as e:
        r = ends[-1] - failed[0], body[0] - failed[0], now() - failed[0]
    return r


@experiment
async def group_body_error_last():
    try:
        async with asyncio.TaskGroup() as g:
            t = g.create_task(child(0, KeyError("child")))
            await asyncio.sleep(0)
            raise ValueError("body")
    except BaseExceptionGroup as e:
        return e.exceptions


@experiment
async def group_messages():
    r = []
    g = asyncio.TaskGroup()
    c = child()
    try:
        g.create_task(c)
    except RuntimeError as e:
        r.append(str(e))
    async with g:
        pass
    try:
        g.create_task(c)
    except RuntimeError as e:
        r.append(str(e))
    c.close()
    return r


async def main():
    global running
    asyncio.get_running_loop().call_soon(tick)
    for f in table:
        print(f.__name__, await f())
    running = False

asyncio.run(main())
