# Python that natives call: stops are inside sort keys, properties, iterators, hooks, callbacks.
import asyncio
import functools
import time


class Thing:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        time.sleep(0.125)
        print("lt", self.n, other.n)
        return self.n < other.n

    def __getattr__(self, name):
        time.sleep(0.125)
        print("getattr", name)
        return name

    @property
    def twice(self):
        local = self.n
        print("twice", local)
        return local * 2

    def __iter__(self):
        for i in range(self.n):
            print("iter", i)
            yield i

    def __enter__(self):
        print("enter")
        return self

    def __exit__(self, *exc):
        print("exit", exc[0])
        return True

    def __repr__(self):
        print("repr")
        return f"Thing({self.n})"

    def __add__(self, other):
        print("add")
        return Thing(self.n + other.n)

    def __set_name__(self, owner, name):
        print("set_name", name)

    def __init_subclass__(cls):
        print("subclass", cls.__name__)

    def __call__(self, v):
        print("call", v)
        return v * self.n


def key(v):
    time.sleep(0.25)
    print("key", v)
    return -v


print(sorted([3, 1, 2], key=key))
print(sorted([Thing(3), Thing(1)])[0].n)
print(sum(Thing(3)), max(Thing(4), key=key), list(map(Thing(2), [1, 2])))
print(Thing(1).missing, Thing(2).twice)
with Thing(1) as t:
    raise ValueError("swallowed")


class Sub(Thing):
    part = Thing(9)


print(functools.reduce(lambda a, b: a + b, [Thing(1), Thing(2)]).n)
print("{}".format(Thing(5)))
print(any(print("any", v) for v in range(2)))


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: print("soon"))
    loop.call_later(1, key, 5)
    await asyncio.sleep(2)
    f = loop.create_future()
    f.add_done_callback(lambda f: print("done", f.result()))
    loop.call_later(1, f.set_result, 7)
    print(await f)


asyncio.run(main())
