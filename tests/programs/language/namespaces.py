# What is in the namespace of builtin types, and the order in which __dir__() shows it.
def generator():
    yield


async def async_generator():
    yield


async def coroutine():
    pass

c = coroutine()
for thing in (generator(), async_generator(), c):
    print(list(type(thing).__dict__))
    print(thing.__dir__())
c.close()


class Plain:
    def __init__(self):
        self.x = 1

print([name for name in Plain().__dir__() if not name.startswith("__")])
print(object.__subclasshook__(int), object().__lt__(1), hasattr(object(), "__module__"), int.__module__)
