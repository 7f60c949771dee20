"""One of each statement."""
from __future__ import annotations
import os.path, sys as system
from . import sibling
from ..pkg.mod import (one, two as second,)
from everything import *

@decorator
@factory(1)
def function(a, b: int = 1, /, c=2, *args: str, d, e: int = 3, **kwargs) -> None:
    global counter
    counter += 1; return


async def coroutine():
    async with lock as l, other:
        async for item in aiter():
            await item
    return [x async for x in y if await x]

class Derived(Base, metaclass=Meta, *more, **options):
    attribute: int
    other: str = "x"
    (parenthesized): float = 1.5
    self.x: int = 2

    def method(self):
        def inner():
            nonlocal self
            self = yield
            yield from other
        return inner

if a:
    pass
elif b: pass
else:
    del a, b[0], (c.d, [e])

while True:
    if x: break
    continue
else:
    x = y = z,

for i, *rest in pairs:
    print(i)
else:
    assert rest, "message"

try:
    raise Error from cause
except (A, B) as error:
    raise
except C:
    ...
except:
    pass
else: 1
finally:
    2

try:
    pass
except* Group as g:
    pass

with open("a") as f, (open("b")) as g: pass
with (
    open("a") as f,
    open("b"),
):
    pass
with (yield_like, b): pass
with (a): pass
a, b = b, a
a = *b, c
x @= m; x **= 2; x //= 3; x >>= 1; x <<= 1; x &= 1; x |= 1; x ^= 1; x %= 5
