# What asyncio of Python 3.14 does that 3.13 does not: get_event_loop() makes no loop, policies are on their way out,
# create_task(eager_start=). By its documentation.
import asyncio
import sys

print(sys.version_info[:2])
try:
    asyncio.get_event_loop()
except RuntimeError as e:
    print(e)
asyncio.set_event_loop_policy(None)
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
print(asyncio.get_event_loop() is loop)


async def quick(n):
    print("  quick", n, asyncio.current_task().get_name())
    return n


async def main():
    a = asyncio.create_task(quick(1), eager_start=True, name="a")
    b = asyncio.create_task(quick(2), eager_start=False, name="b")
    c = loop.create_task(quick(3), eager_start=True)
    print(a.done(), b.done(), c.done())
    async with asyncio.TaskGroup() as g:
        d = g.create_task(quick(4), eager_start=True, name="d")
        print(d.done())
    loop.set_task_factory(asyncio.eager_task_factory)
    print(asyncio.create_task(quick(5), name="e").done())
    print(asyncio.create_task(quick(6), eager_start=False).done())
    await asyncio.sleep(0)
    asyncio.iscoroutinefunction(quick)

loop.run_until_complete(main())
loop.close()
