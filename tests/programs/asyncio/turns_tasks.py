# How many turns of the loop lie between a cause and its effect: tasks, futures, cancellation.
import asyncio


class Turns:
    """Counts the turns of the loop: a callback that runs first in each of them."""

    def __init__(self):
        self.count = 0
        self.running = False

    def start(self):
        self.running = True
        asyncio.get_running_loop().call_soon(self.tick)

    def tick(self):
        self.count += 1
        if self.running:
            asyncio.get_running_loop().call_soon(self.tick)

    def stop(self):
        self.running = False


turns = Turns()
now = lambda: turns.count
table = []


def experiment(f):
    table.append(f)
    return f


@experiment
async def await_coroutine_directly():
    async def f():
        pass
    k = now()
    await f()
    return now() - k


@experiment
async def sleep_0():
    k = now()
    await asyncio.sleep(0)
    return now() - k


@experiment
async def sleep_negative():
    k = now()
    await asyncio.sleep(-1)
    return now() - k


@experiment
async def create_task_first_step():
    k = now()
    seen = []

    async def f():
        seen.append(now() - k)
    await asyncio.create_task(f())
    return seen, now() - k


@experiment
async def task_end_to_awaiting_parent():
    end = []

    async def f():
        await asyncio.sleep(0)
        end.append(now())
    await asyncio.create_task(f())
    return now() - end[0]


@experiment
async def await_task_already_done():
    async def f():
        pass
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    k = now()
    await t
    return now() - k


@experiment
async def future_set_result_to_waiter():
    fut = asyncio.get_running_loop().create_future()
    seen = []

    async def waiter():
        await fut
        seen.append(now())
    t = asyncio.create_task(waiter())
    await asyncio.sleep(0)
    k = now()
    fut.set_result(1)
    await t
    return seen[0] - k


@experiment
async def call_soon_and_callback_on_a_done_future():
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    fut.set_result(None)
    seen = []
    k = now()
    loop.call_soon(lambda: seen.append(now() - k))
    fut.add_done_callback(lambda f: seen.append(now() - k))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return seen


@experiment
async def call_later_0_runs_after_call_soon():
    loop = asyncio.get_running_loop()
    seen = []
    k = now()
    loop.call_later(0, lambda: seen.append((now() - k, "later")))
    loop.call_soon(lambda: seen.append((now() - k, "soon")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return seen


@experiment
async def cancel_blocked_task():
    seen = []

    async def f():
        try:
            await asyncio.sleep(99)
        except asyncio.CancelledError:
            seen.append(now())
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    k = now()
    t.cancel()
    await t
    return seen[0] - k


@experiment
async def cancel_chain_of_three():
    seen = []

    async def link(n, inner):
        try:
            await inner
        except asyncio.CancelledError:
            seen.append((n, now() - k))
            raise
    a = asyncio.create_task(link(1, asyncio.sleep(99)))
    b = asyncio.create_task(link(2, a))
    c = asyncio.create_task(link(3, b))
    for _ in range(4):
        await asyncio.sleep(0)
    k = now()
    c.cancel()
    try:
        await c
    except asyncio.CancelledError:
        pass
    return seen


@experiment
async def cancel_before_first_step():
    seen = []

    async def f():
        seen.append("ran")
    t = asyncio.create_task(f())
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        pass
    return t.cancelled(), seen


@experiment
async def cancel_self_then_sleep_0():
    seen = []

    async def f():
        asyncio.current_task().cancel()
        k = now()
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            seen.append(now() - k)
    await asyncio.create_task(f())
    return seen


@experiment
async def cancel_self_then_await_future():
    seen = []

    async def f():
        asyncio.current_task().cancel()
        k = now()
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            seen.append(now() - k)
    await asyncio.create_task(f())
    return seen


@experiment
async def cancel_self_then_return():
    async def f():
        asyncio.current_task().cancel()
        return 1
    t = asyncio.create_task(f())
    try:
        await t
    except asyncio.CancelledError as e:
        return t.cancelled(), repr(e)


@experiment
async def cancel_then_ignored():
    seen = []

    async def f():
        try:
            await asyncio.sleep(99)
        except asyncio.CancelledError:
            seen.append("A")
        await asyncio.sleep(0)
        seen.append("cleanup")
        return 5
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    k = now()
    t.cancel("why")
    r = await t
    return r, now() - k, seen, t.cancelling(), t.cancelled()


@experiment
async def two_tasks_alternate():
    seen = []

    async def f(n):
        for i in range(3):
            seen.append(n + str(i))
            await asyncio.sleep(0)
    a, b = asyncio.create_task(f("A")), asyncio.create_task(f("B"))
    await a
    await b
    return seen


@experiment
async def callbacks_before_a_later_awaiter():
    fut = asyncio.get_running_loop().create_future()
    seen = []
    fut.add_done_callback(lambda f: seen.append("first"))
    fut.add_done_callback(lambda f: seen.append("second"))

    async def f():
        await fut
        seen.append("wakeup")
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    fut.set_result(None)
    await t
    return seen


@experiment
async def names():
    loop = asyncio.get_running_loop()

    async def f():
        pass
    base = int(asyncio.create_task(f()).get_name()[5:])
    result = []
    for t in (asyncio.create_task(f(), name="x"), asyncio.create_task(f()),
              loop.create_task(f(), name="y"), loop.create_task(f())):
        name = t.get_name()
        result.append(int(name[5:]) - base if name.startswith("Task-") else name)
        await t
    return result


@experiment
async def uncancel_counts():
    async def f():
        try:
            await asyncio.sleep(99)
        except asyncio.CancelledError:
            t = asyncio.current_task()
            return t.cancelling(), t.uncancel(), t.uncancel(), t.uncancel()
    t = asyncio.create_task(f())
    await asyncio.sleep(0)
    t.cancel()
    t.cancel()
    return await t


@experiment
async def a_timer_and_who_it_wakes():
    turns.stop()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    seen = []

    def ring():
        turns.start()
        turns.count = 0
        seen.append("ring")

    async def sleeper(n):
        await asyncio.sleep(1)
        seen.append((n, now()))
    loop.call_later(1, ring)
    tasks = [asyncio.create_task(sleeper(n)) for n in "ab"]
    for t in tasks:
        await t
    return seen


async def main():
    turns.start()
    for f in table:
        print(f.__name__, await f())
    turns.stop()

asyncio.run(main())
