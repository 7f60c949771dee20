# What stands in for coroutines and futures: the iterator of a future, derived classes with methods of their own,
# objects that behave like coroutines, futures of concurrent.futures.
import asyncio
import collections.abc
import concurrent.futures


class Logged(asyncio.Future):
    def __init__(self, name, **kwargs):
        super().__init__(**kwargs)
        self.name = name

    def add_done_callback(self, fn, **kwargs):
        print("  callback added to", self.name, sorted(kwargs))
        super().add_done_callback(fn, **kwargs)

    def cancel(self, msg=None):
        print("  cancel", self.name, msg)
        return super().cancel(msg=msg)

    def set_result(self, result):
        print("  result of", self.name)
        super().set_result(result * 2)


class Stubborn(asyncio.Task):
    def cancel(self, msg=None):
        print("  cancel of", self.get_name(), "not now" if self.get_name() == "s" else "")
        return self.get_name() != "s" and super().cancel(msg=msg)


class Like(collections.abc.Coroutine):
    def __init__(self, n):
        self.n = n

    def send(self, v):
        print("  send", v)
        if self.n == 0:
            raise StopIteration("done")
        self.n -= 1

    def throw(self, *args):
        print("  throw", type(args[0]).__name__ if not isinstance(args[0], type) else args[0].__name__)
        raise args[0]

    def close(self):
        print("  close")

    def __await__(self):
        return self


class Awaiting:
    def __init__(self, future):
        self.future = future

    def __await__(self):
        print("  through __await__")
        r = yield from self.future.__await__()
        return r + 1


async def iterating():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    it = iter(f)
    print(type(it).__name__, next(it) is f)
    try:
        next(it)
    except RuntimeError as e:
        print(e)
    f.set_result(4)
    try:
        it.send(None)
    except StopIteration as e:
        print(e.value)
    print(list(it))
    it = f.__await__()
    for args in ((KeyError("k"),), (KeyError, "k"), (KeyError, KeyError("own")), (5,), (KeyError("k"), 1)):
        try:
            it.throw(*args)
        except (KeyError, TypeError) as e:
            print(type(e).__name__, e.args if isinstance(e, KeyError) else "")
    it.close()
    loop.call_later(0.01, (f := loop.create_future()).set_result, 10)
    print(await Awaiting(f))


async def derived():
    loop = asyncio.get_running_loop()
    f = Logged("one")
    loop.call_soon(f.set_result, 5)
    print(await f, f)
    f = Logged("two")

    async def waits():
        await f
    t = asyncio.create_task(waits())
    await asyncio.sleep(0)
    t.cancel("message")
    await asyncio.wait([t])
    print(t.cancelled(), f.cancelled())

    async def sleeps():
        await asyncio.sleep(0.05)
        return "slept"
    s = Stubborn(sleeps(), name="s")
    g = Stubborn(sleeps(), name="g")
    r = asyncio.gather(s, g, return_exceptions=True)
    await asyncio.sleep(0)
    print(r.cancel())
    try:
        await r
    except asyncio.CancelledError:
        print(s, g.cancelled())
    print(isinstance(s, asyncio.Task), asyncio.isfuture(s), sorted(type(s).__mro__[1].__name__))


async def like():
    print(asyncio.iscoroutine(Like(0)), asyncio.iscoroutine(Awaiting(1)))
    t = asyncio.create_task(Like(2))
    print(await t, type(t.get_coro()).__name__)
    print(await asyncio.gather(Like(0)))
    t = asyncio.create_task(Like(2))
    await asyncio.sleep(0)
    t.cancel()
    await asyncio.wait([t])
    print(t.cancelled())


class NotReady(asyncio.Future):
    def __init__(self):
        pass


async def not_ready():
    for call in (lambda f: f.result(), lambda f: f.set_result(1), lambda f: f.cancel(), repr, iter, lambda f: f.get_loop()):
        try:
            call(NotReady())
        except (RuntimeError, asyncio.InvalidStateError) as e:
            print(type(e).__name__)
    f = asyncio.get_running_loop().create_future()
    f.cancel("first")
    f._cancel_message = "second"
    try:
        await f
    except asyncio.CancelledError as e:
        print(repr(e))


async def between_threads():
    loop = asyncio.get_running_loop()
    c = concurrent.futures.Future()
    print(repr(c).split(" at ")[0], repr(c).split("state=")[1])
    f = asyncio.wrap_future(c)
    loop.call_later(0.01, c.set_result, 6)
    print(await f, c.result(), repr(c).split("state=")[1])
    c = concurrent.futures.Future()
    f = asyncio.wrap_future(c)
    c.set_exception(ValueError("there"))
    try:
        await f
    except ValueError as e:
        print(repr(e))
    c = concurrent.futures.Future()
    f = asyncio.wrap_future(c)
    f.cancel()
    await asyncio.sleep(0)
    print(c.cancelled(), c.done(), c.cancel())
    try:
        c.result()
    except concurrent.futures.CancelledError as e:
        print(type(e))

    async def job(n):
        await asyncio.sleep(0.01)
        if n < 0:
            raise KeyError(n)
        return n
    c = asyncio.run_coroutine_threadsafe(job(3), loop)
    c.add_done_callback(lambda c: print("  done", c.result()))
    print(c.done(), c.running())
    print(await asyncio.wrap_future(c))
    c = asyncio.run_coroutine_threadsafe(job(-1), loop)
    await asyncio.sleep(0.05)
    print(repr(c.exception()))
    c = asyncio.run_coroutine_threadsafe(job(4), loop)
    await asyncio.sleep(0)
    print(c.cancel(), c.cancelled())
    await asyncio.sleep(0.02)
    for wrong in (lambda: asyncio.run_coroutine_threadsafe(5, loop), lambda: asyncio.wrap_future(5)):
        try:
            wrong()
        except (TypeError, AssertionError) as e:
            print(repr(e))
    try:
        concurrent.futures.Future().result(timeout=0.01)
    except TimeoutError as e:
        print(repr(e))



for main in (iterating, derived, like, not_ready, between_threads):
    print(main.__name__)
    asyncio.run(main())
