# The module inspect.
import asyncio
import functools
import inspect


def f(a, b: int = 2, /, c=3, *args, d, e: str = "x", **kw) -> list:
    """Doc
       more
         deeper
    """


class Pause:
    def __await__(self):
        yield


async def co(x, *, y=1):
    frame = inspect.currentframe()
    print(inspect.getcoroutinestate(self), frame.f_code.co_name)
    await Pause()


def gen():
    yield 1


async def agen():
    yield 1


class C:
    """A class."""

    def __init__(self, n, m=None):
        self.n = n

    def method(self, v, *rest):
        return v

    @classmethod
    def cls_method(cls, k):
        return k

    @staticmethod
    def static(s=1):
        return s

    async def run(self):
        pass

    def __call__(self, z):
        return z


class Empty:
    pass


for x in (f, co, gen, agen, C, C(1), C(1).method, C.method, C.cls_method, C.static, C(1).run, Empty, functools.partial(f, 1, d=4), lambda q, *r: q):
    print(inspect.signature(x))
print(inspect.signature(f).parameters["b"], repr(inspect.signature(f).parameters["d"]), list(inspect.signature(f).parameters),
      [p.kind for p in inspect.signature(f).parameters.values()], inspect.signature(f).parameters["a"].default is inspect.Parameter.empty,
      inspect.signature(f).return_annotation, inspect.signature(f).parameters["c"].kind.name)
print(inspect.iscoroutinefunction(co), inspect.iscoroutinefunction(f), inspect.iscoroutinefunction(C(1).run), inspect.isgeneratorfunction(gen),
      inspect.isasyncgenfunction(agen), inspect.isfunction(f), inspect.ismethod(C(1).method), inspect.isclass(C), inspect.isbuiltin(len),
      inspect.isgenerator(gen()), inspect.isasyncgen(agen()), inspect.isawaitable(5), inspect.ismodule(inspect), inspect.isroutine(f))
self = co(1)
print(inspect.iscoroutine(self), inspect.isawaitable(self), inspect.getcoroutinestate(self))
self.send(None)
print(inspect.getcoroutinestate(self))
self.close()
print(inspect.getcoroutinestate(self))
g = gen()
print(inspect.getgeneratorstate(g), next(g), inspect.getgeneratorstate(g), list(g), inspect.getgeneratorstate(g))
print(inspect.getdoc(f), inspect.getdoc(C), inspect.cleandoc("  a\n    b\n      c"))
b = inspect.signature(f).bind(1, 2, 3, 4, 5, d=6, z=7)
print(b.arguments, b.args, b.kwargs)
b = inspect.signature(co).bind(1)
b.apply_defaults()
print(b.arguments, b)
for bad in (lambda: inspect.signature(co).bind(), lambda: inspect.signature(co).bind(1, 2), lambda: inspect.signature(co).bind(1, q=2), lambda: inspect.signature(5),
            lambda: inspect.signature(f).bind(1)):
    try:
        bad()
    except TypeError as e:
        print(e)
print(inspect.getfullargspec(f))
print(inspect.getsource(gen))
print([n for n, v in inspect.getmembers(C, inspect.isfunction)], inspect.getmro(C), inspect.stack()[0].function, inspect.stack()[0].lineno)


def caller():
    return inspect.currentframe().f_back.f_code.co_name, inspect.stack()[1].function


def outer():
    return caller()


@functools.wraps(f)
def wrapped(*args):
    pass


print(outer(), inspect.signature(wrapped) == inspect.signature(f), inspect.unwrap(wrapped) is f)
fut = None


async def main():
    fut = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(asyncio.sleep(0))
    print(inspect.isawaitable(fut), inspect.isawaitable(t), inspect.iscoroutine(t), inspect.getcoroutinestate(t.get_coro()))
    await t
    print(inspect.getcoroutinestate(t.get_coro()))

asyncio.run(main())
