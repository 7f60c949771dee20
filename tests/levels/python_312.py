# What asyncio of Python 3.12 does that 3.11 does not: eager tasks, wait_for() without a task of its own, gather() of
# what is done, run(loop_factory=), plain generators are no coroutines. By its documentation, for there is no such
# Python here to record from.
import asyncio
import sys

print(sys.version_info[:2], hasattr(asyncio, "QueueShutDown"))
turn = last = 0


def tick():
    global turn
    turn += 1
    if turn < last:
        asyncio.get_running_loop().call_soon(tick)


def count_turns():
    global last
    last = turn + 20
    asyncio.get_running_loop().call_soon(tick)


async def quick(n):
    print("  quick", n)
    return n


async def slow(n):
    print("  slow begins", n)
    await asyncio.sleep(0.1)
    print("  slow ends", n)
    return n


async def bad():
    raise ValueError("bad")


class Own(asyncio.Task):
    pass


async def eager():
    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    loop.set_task_factory(asyncio.eager_task_factory)
    done, begun = asyncio.create_task(quick(1)), asyncio.create_task(slow(2))
    print(done.done(), done.get_coro(), begun.done(), begun.get_coro() is None, asyncio.current_task() is me)
    print(await done, await begun)
    g = asyncio.gather(quick(3), quick(4))
    print(g.done(), await g, await asyncio.gather(quick(5), slow(6)))
    async with asyncio.TaskGroup() as group:
        a, b = group.create_task(quick(7)), group.create_task(slow(8))
        print("in the group", a.done(), b.done())
    failed = asyncio.create_task(bad())
    print(failed.done(), repr(failed.exception()))
    loop.set_task_factory(asyncio.create_eager_task_factory(Own))
    print(type(asyncio.create_task(quick(9))).__name__)
    loop.set_task_factory(None)
    print(asyncio.Task(quick(10), eager_start=True).done(), asyncio.Task(quick(11)).done())
    await asyncio.sleep(0)

asyncio.run(eager())


async def waiting():
    loop, me = asyncio.get_running_loop(), asyncio.current_task()

    async def who():
        return asyncio.current_task() is me

    async def stops():
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            seen.append(turn)
            raise
    count_turns()
    k = turn
    print(await asyncio.wait_for(who(), 5), turn - k)
    await asyncio.sleep(0.01)
    for how in (stops(), asyncio.sleep(9)):
        seen, rings = [], []
        loop.call_later(0.01, lambda: (rings.append(turn), count_turns()))
        try:
            await asyncio.wait_for(how, 0.01)
        except TimeoutError as e:
            print(repr(e), repr(e.__cause__), [t - rings[0] for t in seen + [turn]])
        await asyncio.sleep(0.01)
    f = loop.create_future()

    async def waits():
        try:
            return await asyncio.wait_for(f, 5)
        except asyncio.CancelledError:
            return "cancelled: not lost"
    task = asyncio.create_task(waits())
    await asyncio.sleep(0)
    f.set_result("result")
    task.cancel()
    print(await task)
    k = turn
    print(await asyncio.gather(f, f), turn - k)
    print(asyncio.iscoroutine(x for x in ()))

asyncio.run(waiting(), loop_factory=asyncio.new_event_loop)
