# How many turns lie between a cause and its effect: gather, wait, wait_for, timeouts, shield, as_completed and
# groups in the cases that turns_combine.py and turns_timers.py leave.
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
async def ends(seen, n=0, result=None, error=None):
    await turns(n)
    seen.append(turn)
    if error:
        raise error
    return result


async def holds(seen, name=None):
    try:
        await asyncio.sleep(99)
    except asyncio.CancelledError:
        seen.append((name, turn) if name else turn)
        raise


@experiment
async def gather_starts_in_the_order_of_arguments():
    seen = []

    async def f(n):
        seen.append((n, turn - k))
    loop = asyncio.get_running_loop()
    t = asyncio.create_task(f("task"))
    k = turn
    await asyncio.gather(f(1), t, f(2), f(3))
    return seen


@experiment
async def gather_with_done_inputs_first_and_last():
    seen, f = [], asyncio.get_running_loop().create_future()
    f.set_result("f")
    k = turn
    return await asyncio.gather(f, ends(seen, 2, "c"), f), turn - seen[0], turn - k


@experiment
async def gather_fails_and_siblings_go_on():
    seen, end = [], []
    g = asyncio.gather(ends(seen, 1, error=ValueError(1)), ends(end, 4, error=KeyError(2)), ends(end, 5))
    try:
        await g
    except ValueError as e:
        r = repr(e), turn - seen[0], len(end)
    await turns(6)
    return r, len(end), g.done(), g.cancelled()


@experiment
async def gather_cancelled_from_outside():
    async def f(keep):
        try:
            return await asyncio.gather(holds(seen), holds(seen), slow(), return_exceptions=keep)
        except asyncio.CancelledError as e:
            return turn - k, repr(e)

    async def slow():
        try:
            await asyncio.sleep(99)
        except asyncio.CancelledError:
            await turns(2)
            raise
    r = []
    for keep in (False, True):
        seen = []
        t = asyncio.create_task(f(keep))
        await turns(2)
        k = turn
        t.cancel("stop")
        r.append((await t, [s - k for s in seen]))
    return r


@experiment
async def gather_cancel_says_whether_anybody_took_it():
    done = asyncio.get_running_loop().create_future()
    done.set_result(1)
    g = asyncio.gather(done)
    r = [g.cancel()]
    r.append(await g)
    g = asyncio.gather(done, holds([]))
    await turns(1)
    r.append((g.cancel(), g.done(), g.cancelled()))
    try:
        await g
    except asyncio.CancelledError:
        r.append((g.cancel(), g.cancelled()))
    return r


@experiment
async def gather_results_of_the_cancelled():
    async def f():
        raise asyncio.CancelledError
    t = asyncio.create_task(holds([]))
    await turns(1)
    t.cancel("message")
    return await asyncio.gather(t, f(), return_exceptions=True)


@experiment
async def wait_refuses():
    c, r = ends([]), []
    for args in ([c], [], 5, asyncio.current_task()):
        try:
            await asyncio.wait(args)
        except (TypeError, ValueError) as e:
            r.append(repr(e))
    c.close()
    try:
        await asyncio.wait([asyncio.current_task()], return_when="soon")
    except ValueError as e:
        r.append(repr(e))
    return r


@experiment
async def wait_never_cancels_nor_raises():
    seen = []
    ts = [asyncio.create_task(c) for c in (ends(seen, 1, error=KeyError(1)), holds(seen))]
    await turns(1)
    done, pending = await asyncio.wait(ts, timeout=0.01)
    r = [ts.index(t) for t in done], [ts.index(t) for t in pending], ts[1].cancelling(), repr(ts[0].exception())
    w = asyncio.create_task(asyncio.wait(ts))
    await turns(2)
    k = turn
    w.cancel()
    try:
        await w
    except asyncio.CancelledError:
        r += (turn - k, ts[1].cancelling())
    ts[1].cancel()
    await asyncio.wait(ts)
    return r


@experiment
async def wait_for_makes_a_task_of_its_own():
    async def f():
        return asyncio.current_task() is me
    me = asyncio.current_task()
    return await asyncio.wait_for(f(), 5), await asyncio.wait_for(f(), None)


@experiment
async def wait_for_done_future_takes_two():
    f = asyncio.get_running_loop().create_future()
    f.set_result(3)
    k = turn
    r = await asyncio.wait_for(f, 5), turn - k
    k = turn
    return r, await asyncio.wait_for(f, -1), turn - k


@experiment
async def wait_for_child_end():
    seen = []
    await asyncio.wait_for(ends(seen, 3), 5)
    return turn - seen[0]


@experiment
async def wait_for_inner_swallows():
    async def f(how):
        try:
            await asyncio.sleep(99)
        except asyncio.CancelledError:
            if how == "raises":
                raise KeyError("inner")
            if how == "slow":
                await asyncio.sleep(0.02)
        return how
    r = []
    for how in ("returns", "raises", "slow"):
        k = asyncio.get_running_loop().time()
        try:
            r.append(await asyncio.wait_for(f(how), 0.01))
        except Exception as e:
            r.append(repr(e))
        r.append(asyncio.get_running_loop().time() - k > 0.025)
    return r


@experiment
async def wait_for_cancelled_from_outside():
    async def f():
        try:
            await asyncio.wait_for(holds(seen), 5)
        except asyncio.CancelledError:
            seen.append(turn)
            raise
    seen = []
    t = asyncio.create_task(f())
    await turns(2)
    k = turn
    t.cancel()
    await asyncio.wait([t])
    return [s - k for s in seen], t.cancelled()


@experiment
async def timeout_rings_at_the_deadline_and_in_the_body():
    loop, seen, rings = asyncio.get_running_loop(), [], []
    k = loop.time()
    try:
        async with asyncio.timeout_at(k + 0.01) as cm:
            loop.call_at(k + 0.01, lambda: rings.append(turn))
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                seen.append((turn - rings[0], repr(cm)[:19]))
                raise
    except TimeoutError as e:
        seen.append((turn - rings[0], repr(e), repr(e.__cause__), cm.expired(), repr(cm)[:18]))
    return seen, asyncio.current_task().cancelling()


@experiment
async def timeout_in_the_past_is_called_soon():
    k = turn
    try:
        async with asyncio.timeout(-1):
            await asyncio.sleep(9)
    except TimeoutError:
        return turn - k


@experiment
async def timeout_swallowed():
    async with asyncio.timeout(0) as cm:
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            pass
        c = asyncio.current_task().cancelling()
    return cm.expired(), c, asyncio.current_task().cancelling()


@experiment
async def timeout_and_a_cancel_from_outside():
    async def f():
        try:
            async with asyncio.timeout(0) as cm:
                asyncio.current_task().cancel("outside")
                await turns(1)
                await asyncio.sleep(9)
        except BaseException as e:
            return repr(e), cm.expired(), asyncio.current_task().cancelling()

    async def g():
        try:
            async with asyncio.timeout(0) as cm:
                await asyncio.sleep(9)
        except BaseException as e:
            return repr(e), cm.expired(), asyncio.current_task().cancelling()
    t = asyncio.create_task(g())
    await turns(1)
    t.cancel("outside")
    return await asyncio.create_task(f()), await t


@experiment
async def timeout_other_exception_wins():
    try:
        async with asyncio.timeout(0):
            try:
                await asyncio.sleep(9)
            finally:
                raise KeyError("body")
    except KeyError as e:
        return repr(e), repr(e.__context__), asyncio.current_task().cancelling()


@experiment
async def timeout_messages():
    r, cm = [], asyncio.timeout(None)
    r.append(repr(cm))
    try:
        cm.reschedule(1)
    except RuntimeError as e:
        r.append(str(e))
    async with cm:
        r.append((repr(cm), cm.when(), cm.expired()))
        cm.reschedule(None)
        try:
            async with cm:
                pass
        except RuntimeError as e:
            r.append(str(e))
    r.append(repr(cm))
    try:
        cm.reschedule(1)
    except RuntimeError as e:
        r.append(str(e))
    try:
        async with asyncio.timeout(0) as cm:
            await asyncio.sleep(1)
    except TimeoutError:
        try:
            cm.reschedule(1)
        except RuntimeError as e:
            r.append(str(e))
    return r


@experiment
async def timeout_rescheduled():
    loop = asyncio.get_running_loop()
    k = loop.time()
    try:
        async with asyncio.timeout(9) as cm:
            cm.reschedule(k + 0.01)
            await asyncio.sleep(1)
    except TimeoutError:
        return loop.time() - k < 0.5, cm.when() - k < 0.011


@experiment
async def shield_of_what_is_done():
    f = asyncio.get_running_loop().create_future()
    f.set_result(1)
    k = turn
    return asyncio.shield(f) is f, await asyncio.shield(f), turn - k


@experiment
async def as_completed_starts_all_at_the_first_next():
    seen = []

    async def f(n):
        seen.append((n, turn - k))
    it = asyncio.as_completed([f(1)])
    await turns(2)
    k = turn
    c = next(it)
    await c
    return seen, turn - k


@experiment
async def as_completed_queued_results_cost_nothing():
    it = asyncio.as_completed([asyncio.create_task(ends([], 0, n)) for n in (1, 2, 3)])
    first = await next(it)
    await turns(3)
    k = turn
    return first, await next(it), await next(it), turn - k


@experiment
async def as_completed_timeout():
    ts = [asyncio.create_task(c) for c in (ends([], 1, "a"), holds([]), holds([]))]
    r = []
    for c in asyncio.as_completed(ts, timeout=0.01):
        try:
            r.append(await c)
        except TimeoutError as e:
            r.append(repr(e))
    r.append([t.cancelling() for t in ts])
    for t in ts:
        t.cancel()
    await asyncio.wait(ts)
    return r


@experiment
async def group_absorbs_cancels_while_it_waits_for_failures():
    async def slow():
        try:
            await asyncio.sleep(99)
        except asyncio.CancelledError:
            await turns(4)
            seen.append(turn)

    async def f():
        try:
            async with asyncio.TaskGroup() as g:
                g.create_task(ends([], 1, error=ValueError("v")))
                g.create_task(slow())
        except* ValueError as e:
            seen.append(turn)
            r = repr(e), asyncio.current_task().cancelling()
        return r
    seen = []
    t = asyncio.create_task(f())
    await turns(5)
    t.cancel()
    await turns(1)
    t.cancel()
    r = await t
    return r, seen[1] - seen[0]


@experiment
async def group_cancelled_from_outside():
    async def f():
        try:
            async with asyncio.TaskGroup() as g:
                g.create_task(holds(seen))
                g.create_task(holds(seen))
        except asyncio.CancelledError as e:
            return repr(e), turn - k, asyncio.current_task().cancelling()
    seen = []
    t = asyncio.create_task(f())
    await turns(2)
    k = turn
    t.cancel("outside")
    r = await t
    return r, [s - k for s in seen]


@experiment
async def group_ignores_a_child_that_is_cancelled():
    async with asyncio.TaskGroup() as g:
        t = g.create_task(holds([]))
        u = g.create_task(ends([], 3, "fine"))
        await turns(1)
        t.cancel()
    return t.cancelled(), u.result()


@experiment
async def group_errors_in_the_order_of_ends():
    async def late(n):
        try:
            await asyncio.sleep(99)
        except asyncio.CancelledError:
            await turns(n)
            raise KeyError(n)
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(late(3))
            g.create_task(ends([], 2, error=ValueError("first")))
            g.create_task(late(1))
    except BaseExceptionGroup as e:
        return repr(e)


@experiment
async def group_more_messages():
    g, r = asyncio.TaskGroup(), []
    async with g:
        try:
            async with g:
                pass
        except RuntimeError as e:
            r.append(str(e).split("> ")[1])
    try:
        async with asyncio.TaskGroup() as g:
            t = g.create_task(ends([], 0, error=ValueError()))
            try:
                await asyncio.sleep(9)
            except asyncio.CancelledError:
                c = ends([])
                try:
                    g.create_task(c)
                except RuntimeError as e:
                    r.append(str(e).split("> ")[1])
                c.close()
                raise
    except* ValueError:
        pass
    return r


async def main():
    global running
    running = True
    asyncio.get_running_loop().call_soon(tick)
    for f in table:
        await asyncio.sleep(0)
        print(f.__name__, await f())
    running = False

asyncio.run(main())


async def group_raises_system_exit_bare():
    async def f():
        raise SystemExit(4)
    asyncio.get_running_loop().set_exception_handler(lambda loop, c: None)
    async with asyncio.TaskGroup() as g:
        g.create_task(f())
        g.create_task(asyncio.sleep(9))

try:
    asyncio.run(group_raises_system_exit_bare())
except SystemExit as e:
    print("group_raises_system_exit_bare", repr(e))


async def shielded_error_after_the_outer_is_gone():
    async def f():
        await asyncio.shield(inner)
    inner = asyncio.create_task(ends([], 5, error=ValueError("late")))
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, c: print("shielded_error_after_the_outer_is_gone", c["message"], repr(c["exception"])))
    t = asyncio.create_task(f())
    await turns(2)
    t.cancel()
    await asyncio.wait([t])
    await turns(6)
    del inner, f
    await turns(1)

asyncio.run(shielded_error_after_the_outer_is_gone())
