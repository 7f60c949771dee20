# Python 3.11 has none of what later levels add to asyncio.
import asyncio
import sys

print(sys.version_info[:3], sys.hexversion)
for name in ("eager_task_factory", "create_eager_task_factory", "QueueShutDown", "capture_call_graph", "coroutine"):
    print(name, hasattr(asyncio, name))
    try:
        getattr(asyncio, name)
    except AttributeError as e:
        print(e)
loop = asyncio.get_event_loop()
print(loop.is_running())
loop.close()
print(hasattr(asyncio.Queue, "shutdown"), hasattr(asyncio.Queue(), "shutdown"))


async def quick():
    return 1


async def refused():
    c, loop = quick(), asyncio.get_running_loop()
    for call in (lambda: asyncio.run(c, loop_factory=None), lambda: asyncio.create_task(c, eager_start=True),
                 lambda: loop.create_task(c, eager_start=True), lambda: asyncio.TaskGroup().create_task(c, eager_start=True),
                 lambda: asyncio.Task(c, eager_start=True)):
        try:
            call()
        except TypeError as e:
            print(e)
    try:
        async for x in asyncio.as_completed([c]):
            pass
    except TypeError as e:
        print(e)
    await c
    print(asyncio.iscoroutine(x for x in ()))

asyncio.run(refused())
try:
    from asyncio import eager_task_factory
except ImportError as e:
    print(type(e).__name__)
