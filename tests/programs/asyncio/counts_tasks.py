# How many turns lie between a cause and its effect, and what comes first: futures, tasks and cancelling in the
# cases that turns_tasks.py leaves.
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
async def future_callbacks_in_order_then_forgotten():
    f, seen = asyncio.get_running_loop().create_future(), []
    for n in range(3):
        f.add_done_callback(lambda f, n=n: seen.append((n, turn - k)))
    k = turn
    f.set_result(1)
    now = list(seen)
    await turns(2)
    return now, seen, f.remove_done_callback(print)


@experiment
async def await_done_future():
    f = asyncio.get_running_loop().create_future()
    f.set_result(7)
    k = turn
    return await f, turn - k


@experiment
async def remove_done_callback_compares():
    class Same:
        def __init__(self, n):
            self.n = n

        def __eq__(self, other):
            return self.n == other.n

        def __hash__(self):
            return self.n

        def __call__(self, f):
            seen.append(self.n)
    f, seen = asyncio.get_running_loop().create_future(), []
    for n in (1, 2, 1, 3):
        f.add_done_callback(Same(n))
    r = f.remove_done_callback(Same(1)), f.remove_done_callback(Same(9))
    f.set_result(None)
    await turns(1)
    return r, seen


@experiment
async def future_messages():
    loop, r = asyncio.get_running_loop(), []
    f = loop.create_future()
    for call in (f.result, f.exception, lambda: f.set_exception(StopIteration), lambda: f.set_exception(StopIteration()),
                 lambda: f.set_exception(5)):
        try:
            call()
        except Exception as e:
            r.append(repr(e))
    f.set_exception(KeyError)
    r.append(repr(f.exception()))
    r.append(f.cancel())
    for call in (lambda: f.set_result(1), lambda: f.set_exception(ValueError())):
        try:
            call()
        except asyncio.InvalidStateError as e:
            r.append(repr(e))
    f = loop.create_future()
    r.append((f.cancel("why"), f.cancel(), f.cancelled()))
    try:
        f.result()
    except asyncio.CancelledError as e:
        r.append(repr(e))
    return r


@experiment
async def await_fresh_task_that_never_suspends():
    async def f():
        pass
    k = turn
    await asyncio.create_task(f())
    return turn - k


@experiment
async def cancel_swallowed_leaves_the_count():
    async def f():
        try:
            await asyncio.sleep(99)
        except asyncio.CancelledError:
            pass
        seen.append((t.cancelling(), t.cancelled()))
        try:
            await asyncio.sleep(99)
        except asyncio.CancelledError:
            seen.append((t.cancelling(), turn - k))
    seen = []
    t = asyncio.create_task(f())
    await turns(1)
    t.cancel()
    await turns(1)
    k = turn
    t.cancel()
    await t
    return seen, t.cancel(), t.cancelling()


@experiment
async def cancel_of_a_ready_task_comes_at_its_step():
    async def f():
        try:
            await asyncio.sleep(0)
            seen.append("went on")
        except asyncio.CancelledError:
            seen.append(turn - k)
    seen = []
    t = asyncio.create_task(f())
    await turns(1)
    k = turn
    t.cancel()
    await t
    return seen


@experiment
async def cancel_of_who_is_woken_already():
    async def f():
        try:
            await fut
            seen.append("went on")
        except asyncio.CancelledError:
            seen.append(turn - k)
    seen, fut = [], asyncio.get_running_loop().create_future()
    t = asyncio.create_task(f())
    await turns(1)
    k = turn
    fut.set_result(1)
    t.cancel()
    await t
    return seen, fut.result()


@experiment
async def must_cancel_survives_uncancel():
    async def f():
        asyncio.current_task().cancel()
        asyncio.current_task().uncancel()
        try:
            await asyncio.sleep(0)
            return "went on"
        except asyncio.CancelledError:
            return "cancelled"
    return await asyncio.create_task(f())


@experiment
async def cancelled_error_of_its_own_cancels():
    async def f():
        raise asyncio.CancelledError("own")
    t = asyncio.create_task(f())
    await turns(1)
    try:
        t.result()
    except asyncio.CancelledError as e:
        return t.cancelled(), repr(e)


class Bare:
    def __init__(self, *values):
        self.values = values

    def __await__(self):
        for v in self.values:
            got.append((yield v))


got = []


@experiment
async def bad_yields():
    async def f(v):
        try:
            await Bare(v)
        except RuntimeError as e:
            return turn - k, str(e).replace(repr(v), "V").split(" in task")[0].split("Task <")[0]
    r = []
    other = asyncio.new_event_loop()
    for v in (5, "x", other.create_future()):
        k = turn
        r.append(await asyncio.create_task(f(v)))
    other.close()

    async def itself():
        try:
            await asyncio.current_task()
        except RuntimeError as e:
            return str(e).split(":")[0]
    r.append(await asyncio.create_task(itself()))
    k = turn
    await Bare(None, None)
    r.append((turn - k, got))
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


async def leaves(error):
    async def f():
        raise error
    t = asyncio.create_task(f())
    try:
        await t
    except BaseException as e:
        print("  awaited:", repr(e))
        raise

for error in (SystemExit(3), KeyboardInterrupt()):
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(leaves(error))
    except BaseException as e:
        print("system_exit_leaves_the_loop", repr(e))
        for t in asyncio.all_tasks(loop):
            t.cancel()
            try:
                loop.run_until_complete(t)
            except BaseException as e:
                print("  then", repr(e))
    loop.close()
