# What each turn of the loop runs and in which order: handles, timers, stop, contexts, and how a run ends.
import asyncio
import contextvars
import time

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
async def handles_added_meanwhile_wait_for_the_next_turn():
    loop, seen, k = asyncio.get_running_loop(), [], turn

    def first():
        seen.append(("first", turn - k))
        loop.call_soon(lambda: seen.append(("added", turn - k)))
    loop.call_soon(first)
    loop.call_soon(lambda: seen.append(("second", turn - k)))
    await turns(3)
    return seen


@experiment
async def due_timers_go_behind_what_is_ready():
    loop, seen, k = asyncio.get_running_loop(), [], turn
    loop.call_later(0.02, lambda: seen.append(("timer 2", turn - k)))
    loop.call_later(0.01, lambda: seen.append(("timer 1", turn - k)))
    loop.call_soon(lambda: seen.append(("soon", turn - k)))
    time.sleep(0.05)
    await turns(2)
    return seen


@experiment
async def overdue_timers_fire_in_one_turn_in_the_order_of_deadlines():
    loop, seen = asyncio.get_running_loop(), []
    for delay in (0.03, 0.01, 0.02):
        loop.call_later(delay, lambda d=delay: seen.append((d, turn - k)))
    time.sleep(0.08)
    k = turn
    await turns(2)
    return seen


@experiment
async def equal_delays_ring_as_they_were_set():
    loop, seen = asyncio.get_running_loop(), []
    for n in range(8):
        loop.call_later(0.01, seen.append, n)
    await asyncio.sleep(0.05)
    return seen


@experiment
async def timers_ring_before_any_sleeper_runs():
    seen = []

    async def sleeper(n, d):
        await asyncio.sleep(d)
        seen.append(n)
    ts = [asyncio.create_task(sleeper(n, d)) for n, d in (("late", 0.03), ("early", 0.01), ("middle", 0.02))]
    asyncio.get_running_loop().call_later(0.02, seen.append, "callback")
    await turns(1)
    time.sleep(0.08)
    await asyncio.wait(ts)
    return seen


@experiment
async def cancelled_handle_in_line_is_skipped():
    loop, seen = asyncio.get_running_loop(), []
    loop.call_soon(lambda: h.cancel())
    h = loop.call_soon(seen.append, "never")
    loop.call_soon(seen.append, "third")
    t = loop.call_later(0, seen.append, "never either")
    t.cancel()
    await turns(3)
    return seen, h.cancelled(), t.cancelled()


@experiment
async def handles_copy_the_context_when_they_are_made():
    var = contextvars.ContextVar("var", default=0)
    loop, seen = asyncio.get_running_loop(), []

    async def f(n):
        seen.append((n, var.get()))
        var.set(100)
    var.set(1)
    loop.call_soon(lambda: seen.append(("soon", var.get())))
    t = asyncio.create_task(f("copied"))
    context = contextvars.copy_context()
    u = asyncio.create_task(f("given"), context=context)
    var.set(2)
    await asyncio.wait([t, u])
    return seen, var.get(), context[var]


@experiment
async def call_soon_threadsafe_is_call_soon():
    k, seen = turn, []
    asyncio.get_running_loop().call_soon_threadsafe(lambda: seen.append(turn - k))
    await turns(2)
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


def stop_lets_the_batch_finish():
    loop, seen = asyncio.new_event_loop(), []
    loop.call_soon(seen.append, 1)
    loop.call_soon(loop.stop)
    loop.call_soon(lambda: loop.call_soon(seen.append, "next batch"))
    loop.call_soon(seen.append, 2)
    loop.run_forever()
    print("stop_lets_the_batch_finish", seen)
    loop.call_soon(loop.stop)
    loop.run_forever()
    print("stop_lets_the_batch_finish", seen)
    loop.close()


stop_lets_the_batch_finish()


async def batch_of_the_last_turn_still_runs():
    async def other(n):
        try:
            for i in range(3):
                print("  other", n, i)
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            print("  other cancelled", n)
            raise
    global a, b
    a = asyncio.create_task(other("a"))
    await asyncio.sleep(0)
    b = asyncio.create_task(other("made in the last step"))
    print("  main ends")

print("batch_of_the_last_turn_still_runs")
asyncio.run(batch_of_the_last_turn_still_runs())
print(a.cancelled(), b.cancelled())


async def run_waits_for_what_it_cancelled():
    async def stubborn(n, d):
        try:
            await asyncio.sleep(99)
        finally:
            await asyncio.sleep(d)
            print("  ended", n)
    tasks.extend(asyncio.create_task(stubborn(n, d)) for n, d in ((1, 0.03), (2, 0.01)))
    await asyncio.sleep(0)
    raise KeyError("of main")

print("run_waits_for_what_it_cancelled")
tasks = []
try:
    asyncio.run(run_waits_for_what_it_cancelled())
except KeyError as e:
    print("  then", repr(e), [t.cancelled() for t in tasks])


async def run_says_what_failed_while_it_ended():
    async def bad():
        try:
            await asyncio.sleep(99)
        except asyncio.CancelledError:
            raise ValueError("cleanup")
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, c: print("  handler", c["message"], sorted(c), repr(c["exception"])))
    global t
    t = asyncio.create_task(bad())
    await asyncio.sleep(0)

print("run_says_what_failed_while_it_ended")
asyncio.run(run_says_what_failed_while_it_ended())


async def names_of_tasks_in_the_next_run():
    return int(asyncio.current_task().get_name()[5:])

first, second = asyncio.run(names_of_tasks_in_the_next_run()), asyncio.run(names_of_tasks_in_the_next_run())
print("names_of_tasks_in_the_next_run", second - first)


async def generators_are_closed_at_the_end():
    async def gen(n):
        try:
            yield 1
        finally:
            closed.append((n, asyncio.current_task() is me))
            if n == "bad":
                raise ValueError("in finally")
    me = asyncio.current_task()
    global kept, closed
    closed = []
    kept = [gen("good"), gen("bad")]
    for g in kept:
        await g.__anext__()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, c: print("  handler", c["message"].split(" <")[0], repr(c["exception"])))
    print("  main ends")

print("generators_are_closed_at_the_end")
asyncio.run(generators_are_closed_at_the_end())
print("  closed", sorted(closed))


def messages_of_running():
    async def nothing():
        pass

    async def inside():
        for f in (lambda c: asyncio.run(c), lambda c: asyncio.get_running_loop().run_until_complete(c),
                  lambda c: asyncio.Runner().run(c)):
            c = nothing()
            try:
                f(c)
            except RuntimeError as e:
                print(" ", e)
            c.close()
    asyncio.run(inside())
    for f in (lambda: asyncio.run(5), lambda: asyncio.get_running_loop(), lambda: asyncio.current_task()):
        try:
            f()
        except (ValueError, RuntimeError) as e:
            print(" ", type(e).__name__, e)
    loop = asyncio.new_event_loop()
    loop.close()
    for f in (lambda: loop.call_soon(print), lambda: loop.call_later(1, print), loop.run_forever):
        try:
            f()
        except RuntimeError as e:
            print(" ", e)


print("messages_of_running")
messages_of_running()
