# What asyncio says on stderr, when it says it, and the reprs of its objects.
import asyncio


async def bad():
    raise ValueError("boom")


async def slow():
    await asyncio.sleep(5)


async def c():
    pass


def cb(x):
    pass


async def main():
    loop = asyncio.get_running_loop()
    t = asyncio.create_task(bad())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(t)
    del t
    c()
    f = loop.create_future()
    print(f)
    f.add_done_callback(cb)
    f.add_done_callback(lambda f: None)
    f.add_done_callback(cb)
    print(f)
    f.set_result("x" * 100)
    print(f)
    f = loop.create_future()
    f.set_exception(OSError("lost"))
    del f
    h = loop.call_soon(cb, 1)
    print(h)
    h.cancel()
    print(h)
    t = asyncio.create_task(slow(), name="joe")
    print(t)
    await asyncio.sleep(0)
    print(t)
    t.cancel()
    print(t)
    try:
        await t
    except asyncio.CancelledError as e:
        print(repr(e))
    print(t)
    print(asyncio.TaskGroup(), loop)
    q = asyncio.Queue(2)
    q.put_nowait(1)
    print(q)
    g = asyncio.gather(bad(), c(), return_exceptions=True)
    print(g)
    print(await g)
    for wrong in (5, "text"):
        try:
            await wrong
        except TypeError as e:
            print(e)
    try:
        async for x in [1]:
            pass
    except TypeError as e:
        print(e)
    try:
        with asyncio.Lock():
            pass
    except TypeError as e:
        print(e)
    co = c()
    await co
    try:
        await co
    except RuntimeError as e:
        print(e)
    try:
        loop.create_future().result()
    except asyncio.InvalidStateError as e:
        print(repr(e))
    try:
        await asyncio.gather(5)
    except TypeError as e:
        print(e)
    loop.set_exception_handler(lambda l, context: print("handler", sorted(context), context["message"]))
    t = asyncio.create_task(bad())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del t
    loop.call_soon(lambda: 1 / 0)
    await asyncio.sleep(0)


asyncio.run(main())
for wrong in (lambda: asyncio.run(5), asyncio.get_running_loop):
    try:
        wrong()
    except (ValueError, RuntimeError) as e:
        print(e)
