import asyncio
import contextlib
import contextvars
import gc
import sys
import time

sys.stderr = sys.stdout
gc.disable()
TEXT_VAR = contextvars.ContextVar("text", default="unset")
NUMBER_VAR = contextvars.ContextVar("number")
S = None


class Boom(Exception):
    pass


class Bang(Boom):
    pass


class State:
    def __init__(self, number, budget, sem, bounded, parties, sizes):
        self.number = number
        self.budget = budget
        self.start = 0.0
        self.features = set()
        self.tasks, self.rank = [], {}
        self.held, self.futures, self.handles, self.gens, self.tokens = [], [], [], [], []
        self.lock, self.event, self.cond = asyncio.Lock(), asyncio.Event(), asyncio.Condition()
        self.shared = asyncio.Condition(self.lock)
        self.sem, self.bounded = asyncio.Semaphore(sem), asyncio.BoundedSemaphore(bounded)
        self.barrier = asyncio.Barrier(parties)
        self.queues = [asyncio.Queue(sizes[0]), asyncio.PriorityQueue(sizes[1]), asyncio.LifoQueue(sizes[2])]


def plain(thing):
    """repr without addresses."""
    return without_addresses(repr(thing))


def without_addresses(text):
    parts = text.split(" at 0x")
    for i in range(1, len(parts)):
        parts[i] = parts[i].lstrip("0123456789abcdef")
    return "".join(parts)


def say(feature, *words):
    if S is None:
        print("late", feature, *words)
        return
    S.features.add(feature)
    try:
        task = asyncio.current_task()
        now = asyncio.get_running_loop().time() - S.start
        print(f"{now:.6f}", task.get_name() if task is not None else "-", feature, *words)
    except RuntimeError:
        print("outside", feature, *words)


def told(e, depth=0):
    """An exception in words."""
    if e is None or depth > 4:
        return "-"
    if isinstance(e, BaseExceptionGroup):
        return f"{type(e).__name__}({e.message!r}, [{', '.join(told(x, depth + 1) for x in e.exceptions)}])"
    text = type(e).__name__ + plain(e.args)
    if e.__cause__ is not None:
        text += " from " + told(e.__cause__, depth + 1)
    elif e.__context__ is not None:
        text += " while " + told(e.__context__, depth + 1)
    return text


def keep(task):
    S.rank[task] = len(S.tasks)
    S.tasks.append(task)
    return task


def any_task(k):
    return S.tasks[k % len(S.tasks)] if S.tasks else None


def hold(thing):
    """A future that is kept to the end, so that nobody has to tell when exactly it dies."""
    future = asyncio.ensure_future(thing)
    S.held.append(future)
    return future


def later_task(k):
    """A task younger than this one, so that nobody waits in a circle."""
    own = S.rank.setdefault(asyncio.current_task(), len(S.tasks))
    younger = S.tasks[own + 1:]
    return younger[k % len(younger)] if younger else None


def any_future(k):
    return S.futures[k % len(S.futures)] if S.futures else None


def new_future():
    S.futures.append(asyncio.get_running_loop().create_future())
    return S.futures[-1]


def own_token():
    """What setting the variable gave in this task, or gives now."""
    for i, (task, token) in enumerate(S.tokens):
        if task is asyncio.current_task():
            del S.tokens[i]
            return token
    return TEXT_VAR.set("for a moment")


def any_token():
    return S.tokens.pop()[1] if S.tokens else TEXT_VAR.set("for a moment")


def outcome(f):
    if not f.done():
        return "pending"
    if f.cancelled():
        return "cancelled"
    return told(f.exception()) if f.exception() is not None else ("result", f.result())


def on_done(n, f):
    say("done callback", n, outcome(f))


def on_handle(context):
    words = [without_addresses(context["message"]), told(context.get("exception"))]
    words += [f"{key}: {plain(context[key])}" for key in ("future", "task", "handle", "asyncgen") if key in context]
    say("exception handler", *words)


def raiser(n):
    say("callback raises", n)
    raise Boom(n)


def chain(n, left):
    say("call_soon", n, left)
    if left:
        S.handles.append(asyncio.get_running_loop().call_soon(chain, n, left - 1))


async def quick(n):
    say("quick", n)
    return n


async def pause(n, d):
    try:
        await asyncio.sleep(d)
        say("pause", n, "over")
    except asyncio.CancelledError as e:
        say("pause", n, told(e))
        raise
    return n


async def stubborn(n, d):
    try:
        await asyncio.sleep(d)
    except asyncio.CancelledError as e:
        say("swallow", n, told(e), asyncio.current_task().cancelling())
        await asyncio.sleep(0)
    return n


async def tidy(n, d, e):
    try:
        await asyncio.sleep(d)
    finally:
        say("finally awaits", n)
        await asyncio.sleep(e)
        say("finally awaits", n, "over")
    return n


async def fails(n, d):
    if d is not None:
        await asyncio.sleep(d)
    say("raise", n)
    raise (Bang if n % 3 else Boom)(n)


async def turned(n, d):
    """An error in the place of a cancellation."""
    try:
        await asyncio.sleep(d)
    except asyncio.CancelledError as e:
        say("raise", n, "for a cancellation")
        raise Bang(n) from (e if n % 2 else None)


async def takes_turns(n, lock, count, d):
    for i in range(count):
        async with lock:
            say("takes turns", n, i)
            await asyncio.sleep(d)


async def is_notified(n, condition, d):
    async with condition:
        if d is None:
            say("is notified", n, await condition.wait())
        else:
            say("is notified", n, await asyncio.wait_for(condition.wait(), d))


async def notifies(n, condition, d):
    await asyncio.sleep(d)
    async with condition:
        say("notifies", n, condition.notify())


async def numbers(n, count, d, e):
    try:
        for i in range(count):
            if d is not None:
                await asyncio.sleep(d)
            got = yield n * 10 + i
            if got is not None:
                say("asend", n, got)
    except Boom as error:
        say("athrow", n, told(error))
        yield -n
    finally:
        say("generator left", n)
        if e is not None:
            await asyncio.sleep(e)
            say("generator left", n, "over")


class Manager:
    def __init__(self, n, d, e, swallow):
        self.n, self.d, self.e, self.swallow = n, d, e, swallow

    async def __aenter__(self):
        await asyncio.sleep(self.d)
        say("context manager", self.n, "in")
        return self.n

    async def __aexit__(self, kind, error, trace):
        say("context manager", self.n, "out", told(error))
        await asyncio.sleep(self.e)
        return self.swallow and isinstance(error, Exception)


@contextlib.asynccontextmanager
async def managed(n, d, e):
    await asyncio.sleep(d)
    say("asynccontextmanager", n, "in")
    try:
        yield n
    finally:
        say("asynccontextmanager", n, "out")
        await asyncio.sleep(e)


class Awaitable:
    def __init__(self, n, d):
        self.n, self.d = n, d

    def __await__(self):
        say("__await__", self.n)
        yield from asyncio.sleep(self.d).__await__()
        return self.n


def watch(left):
    """Nobody waits for ever: after a long time all that is left is cancelled, again and again."""
    for task in sorted(asyncio.all_tasks(), key=lambda task: (S.rank.get(task, -1), task.get_name())):
        task.cancel("watchdog")
    if left:
        asyncio.get_running_loop().call_later(5, watch, left - 1)


def begin(handler, watched):
    loop = asyncio.get_running_loop()
    S.start = loop.time()
    if handler:
        loop.set_exception_handler(lambda loop, context: on_handle(context))
    if watched:
        loop.call_later(60, watch, 100)


def ended(value):
    say("result of the run", value)
    for i, task in enumerate(S.tasks):
        print("task", i, plain(task), outcome(task))
    for future in S.held:
        outcome(future)
    for i, future in enumerate(S.futures):
        print("future", i, plain(future), outcome(future))


def close():
    global S
    features = sorted(S.features)
    S = None
    print("collecting")
    contextvars.Context().run(gc.collect)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(count_tasks())
    loop.close()
    print("features:", "; ".join(features))


async def count_tasks():
    print("tasks up to", asyncio.current_task().get_name())


def run_main(main):
    try:
        value = asyncio.run(main())
    except BaseException as e:
        value = told(e)
    ended(value)


def run_runner(main):
    try:
        with asyncio.Runner() as runner:
            value = runner.run(main())
            value = value, runner.run(quick(0))
    except BaseException as e:
        value = told(e)
    ended(value)


def run_loop(main):
    loop = asyncio.new_event_loop()
    try:
        value = loop.run_until_complete(main())
    except BaseException as e:
        value = told(e)
    finally:
        for task in sorted(asyncio.all_tasks(loop), key=lambda task: (S.rank.get(task, -1), task.get_name())):
            task.cancel()
        try:
            loop.run_until_complete(asyncio.sleep(0.5))
            loop.run_until_complete(loop.shutdown_asyncgens())
        except BaseException as e:
            print(told(e))
        loop.close()
    ended(value)
