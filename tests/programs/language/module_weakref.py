# Weak references: they empty at once, callbacks run at once, the latest first.
import asyncio
import gc
import weakref


class C:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return f"C({self.n})"

    def method(self):
        return self.n


c = C(1)
r = weakref.ref(c)
print(r() is c, weakref.ref(c) is r, weakref.getweakrefcount(c), hash(r) == hash(c), r == weakref.ref(c))
r2 = weakref.ref(c, lambda ref: print("first", ref() is None))
r3 = weakref.ref(c, lambda ref: print("second", ref is r3))
gone = weakref.ref(c, lambda ref: print("never"))
del gone
print(weakref.getweakrefcount(c), r2.__callback__ is not None)
del c
print(r(), r2(), "after")
for bad in (1, "s", [], {}, (), None):
    try:
        weakref.ref(bad)
    except TypeError as e:
        print(e)
s = weakref.WeakSet()
items = [C(i) for i in range(4)]
for i in items:
    s.add(i)
print(len(s), items[0] in s, 5 in s)
del items[1], i
print(len(s), sorted(x.n for x in s))
d = weakref.WeakValueDictionary()
d["a"] = a = C("a")
d["b"] = b = C("b")
print(sorted(d), d["a"], d.get("x"), len(d), "b" in d)
del a
print(sorted(d), dict(d))
try:
    d["a"]
except KeyError as e:
    print("KeyError", e)
k = weakref.WeakKeyDictionary()
k[b] = 1
k[items[0]] = 2
print(len(k), k[b], b in k)
del b
print(len(k), list(k.items()), len(d))
f = weakref.finalize(items[0], print, "finalized", sep="!")
print(f.alive)
items.clear()
print(f.alive, f(), len(s), len(k))


class Node:
    pass


x, y = Node(), Node()
x.other, y.other = y, x
rx = weakref.ref(x, lambda ref: print("cycle gone"))
del x, y
print(rx() is None)
gc.collect()
print(rx() is None)
m = C(9)
wm = weakref.WeakMethod(m.method)
print(wm()())
del m
print(wm())


class Slots:
    __slots__ = ("a", "__weakref__")


class NoSlots:
    __slots__ = ("a",)


t = Slots()
print(weakref.ref(t)() is t)
try:
    weakref.ref(NoSlots())
except TypeError as e:
    print(e)


async def child():
    await asyncio.sleep(1)


async def main():
    tasks = weakref.WeakSet()
    for _ in range(3):
        tasks.add(asyncio.create_task(child()))
    print(len(tasks))
    await asyncio.sleep(2)
    gc.collect()
    print(len(tasks))
    r = weakref.ref(asyncio.current_task(), lambda r: print("main task gone"))
    return r

r = asyncio.run(main())
print(r())


def g():
    local = C("local")
    return weakref.ref(local, lambda r: print("bye", r() is None))


print(g()())
