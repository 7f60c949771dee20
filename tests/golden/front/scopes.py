import os.path as path, sys
from a import b

module_name = 1

def outer(p, /, q, *args, k=module_name, **kw):
    local = cell = 1
    def inner():
        nonlocal cell
        global module_name, made_global
        cell = local
        module_name = implicit
        def innermost():
            return local, cell
    return lambda x: x + p

class Class(outer):
    attribute = 1
    __private = 2
    def method(self, __x):
        self.__private = __x
        return super().method(attribute)
    def other(self):
        return __class__
    values = [attribute for attribute in range(attribute)]

async def coroutine():
    found = [y := await f(x) async for x in xs]
    return (z async for z in y)

def generator():
    annotated: int
    try:
        yield
    except Error as error:
        del error

def comprehension():
    return {k: [v for v in k] for k in ks if (last := k)}

def shadow():
    x = 1
    class C:
        x = x
        def f(self):
            return x
