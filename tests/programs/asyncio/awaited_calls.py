# Coroutines that are awaited as they are called: introspection, closing, errors, protocols.
import asyncio


async def leaf():
    await asyncio.sleep(1)
    return 3


async def middle(n=0, *, k=1):
    try:
        return await leaf()
    finally:
        print("finally", n, k)


async def root():
    return await middle(1, k=2)


async def stop():
    raise StopIteration(5)


async def deeper(n):
    return await deeper(n + 1)


async def values():
    yield await leaf()
    yield 2


class Thing:
    async def method(self, x):
        return x * 2

    @classmethod
    async def of_class(cls):
        return cls.__name__

    @staticmethod
    async def static(a):
        await asyncio.sleep(0)
        return a

    async def __call__(self):
        return "called"

    async def __aenter__(self):
        return await self.method(5)

    async def __aexit__(self, *exception):
        return await self.static(True)


async def chain():
    coroutine = root()
    task = asyncio.create_task(coroutine)
    await asyncio.sleep(0)
    inner = coroutine.cr_await
    print(type(inner).__name__, inner.__qualname__, inner.cr_await.__qualname__, inner.cr_running)
    other = asyncio.create_task(root())
    await asyncio.sleep(0.5)
    other.cancel()
    try:
        await other
    except asyncio.CancelledError:
        print("cancelled")
    print(await task, coroutine.cr_await)


async def errors():
    for call in (lambda: stop(), lambda: deeper(0), lambda: middle(1, 2, 3)):
        try:
            await call()
        except Exception as e:
            print(repr(e), repr(e.__cause__))
    try:
        await stop()
    except RuntimeError as e:
        print(repr(e), repr(e.__cause__))
    try:
        await deeper(0)
    except RecursionError as e:
        print(e)
    try:
        await middle(1, 2, 3)
    except TypeError as e:
        print(e)


async def by_hand():
    c = root()
    c.send(None)
    try:
        c.throw(ValueError("thrown"))
    except ValueError as e:
        print(e)
    c = root()
    c.send(None)
    c.close()
    try:
        c.send(None)
    except RuntimeError as e:
        print(e)


async def main():
    await chain()
    await errors()
    await by_hand()
    thing = Thing()
    print(await thing.method(3), await thing.of_class(), await thing.static(7), await Thing.static(9))
    print(await thing(), await Thing.method(thing, 1))
    async with thing as entered:
        print(entered)
        1 / 0
    bound = thing.method
    print(await bound(5), await bound(x=6), [await thing.method(i) for i in range(3)])
    kept = leaf()
    print(await kept, await asyncio.gather(thing.method(1), leaf()))
    async with asyncio.Lock() as nothing, asyncio.timeout(5):
        print(nothing)
    async for v in values():
        print(v)
    event = asyncio.Event()
    try:
        await asyncio.wait_for(event.wait(), 0.1)
    except TimeoutError:
        print(event.is_set(), "waiters" in repr(event))
    waiting = asyncio.create_task(event.wait())
    await asyncio.sleep(0)
    print("waiters:1" in repr(event))
    waiting.cancel()
    await asyncio.sleep(0)
    print("waiters" in repr(event))

    async def waits():
        return await event.wait()

    tasks = [asyncio.create_task(waits()) for _ in range(3)]
    await asyncio.sleep(0)
    print("waiters:3" in repr(event))
    tasks[1].cancel()
    print("waiters:3" in repr(event))
    await asyncio.sleep(0)
    print("waiters:2" in repr(event))
    event.set()
    print("waiters:2" in repr(event), await asyncio.gather(*tasks, return_exceptions=True))
    print("waiters" in repr(event))


asyncio.run(main())
