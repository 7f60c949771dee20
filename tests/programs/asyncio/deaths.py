"""When tasks and what they held die: an exception keeps the frames that it went through, those of
asyncio too, with all that is in them."""
import asyncio
import gc
import weakref

gc.disable()


class Boom(Exception):
    pass


def watch(name, thing):
    weakref.finalize(thing, print, "  gone:", name)


async def fails(name, d=0):
    watch("task of " + name, asyncio.current_task())
    await asyncio.sleep(d)
    raise Boom(name)


async def stubborn(name):
    watch("task of " + name, asyncio.current_task())
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        raise Boom(name)


async def patient(name):
    watch("task of " + name, asyncio.current_task())
    await asyncio.sleep(100)


async def wait_for_error():
    await asyncio.wait_for(fails("wait_for_error"), 5)


async def wait_for_timeout():
    await asyncio.wait_for(patient("wait_for_timeout"), 1)


async def wait_for_timeout_error():
    await asyncio.wait_for(stubborn("wait_for_timeout_error"), 1)


async def wait_for_cancelled():
    await asyncio.wait_for(patient("wait_for_cancelled"), 50)


async def wait_for_cancelled_error():
    await asyncio.wait_for(stubborn("wait_for_cancelled_error"), 50)


async def wait_for_at_once():
    await asyncio.wait_for(patient("wait_for_at_once"), 0)


async def wait_for_none():
    await asyncio.wait_for(asyncio.create_task(fails("wait_for_none")), None)


async def wait_cancelled():
    await asyncio.wait([asyncio.create_task(fails("wait_cancelled"))] + [asyncio.create_task(patient("wait_cancelled"))])


async def completed_error():
    for c in asyncio.as_completed([fails("completed_error")]):
        await c


async def completed_timeout():
    for c in asyncio.as_completed([patient("completed_timeout")], timeout=1):
        await c


async def gather_error():
    await asyncio.gather(fails("gather_error"), fails("gather_error 2", 1))


async def gather_cancelled():
    await asyncio.gather(fails("gather_cancelled", 1), patient("gather_cancelled"))


async def group_error():
    async with asyncio.TaskGroup() as g:
        g.create_task(fails("group_error"))
        g.create_task(patient("group_error 2"))


async def group_cancelled():
    async with asyncio.TaskGroup() as g:
        g.create_task(patient("group_cancelled"))
        g.create_task(patient("group_cancelled 2"))


async def timeout_error():
    async with asyncio.timeout(1):
        await patient("timeout_error")


async def timeout_body():
    async with asyncio.timeout(1):
        await fails("timeout_body")


async def shield_error():
    await asyncio.shield(fails("shield_error"))


async def shield_cancelled():
    await asyncio.shield(stubborn("shield_cancelled"))


async def event_cancelled():
    e = asyncio.Event()
    watch("event", e)
    await e.wait()


async def queue_get():
    q = asyncio.Queue()
    watch("queue", q)
    await q.get()


async def queue_put():
    q = asyncio.Queue(1)
    watch("queue", q)
    await q.put(1)
    await q.put(1)


async def lock_cancelled():
    a = asyncio.Lock()
    watch("lock", a)
    await a.acquire()
    await a.acquire()


async def condition_cancelled():
    a = asyncio.Condition()
    watch("condition", a)
    async with a:
        await a.wait()


async def sem_cancelled():
    a = asyncio.Semaphore(0)
    watch("semaphore", a)
    await a.acquire()


async def barrier_cancelled():
    a = asyncio.Barrier(2)
    watch("barrier", a)
    await a.wait()


async def joins():
    q = asyncio.Queue()
    watch("queue", q)
    q.put_nowait(1)
    await q.join()


async def around(f):
    watch("around", asyncio.current_task())
    await f()


async def catching(f):
    watch("catching", asyncio.current_task())
    kept = None
    try:
        await f()
    except BaseException as e:
        print("  caught", type(e).__name__)
        kept = e
    print("  clause over")
    await asyncio.sleep(3)
    kept = None
    print("  catching over")


async def main():
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: print("  handler:", context["message"], context["exception"]))
    for f in (wait_for_error, wait_for_timeout, wait_for_timeout_error, wait_for_cancelled, wait_for_cancelled_error, wait_for_at_once,
              wait_for_none, wait_cancelled, completed_error, completed_timeout, gather_error, gather_cancelled, group_error,
              group_cancelled, timeout_error, timeout_body, shield_error, shield_cancelled, event_cancelled, queue_get, queue_put,
              lock_cancelled, condition_cancelled, sem_cancelled, barrier_cancelled, joins):
        for how in around, catching:
            print(f.__name__, how.__name__)
            task = asyncio.create_task(how(f))
            await asyncio.sleep(2)
            print("  cancel", task.cancel())
            await asyncio.sleep(2)
            print("  drop")
            task = None
            await asyncio.sleep(5)
            print("  collect")
            gc.collect()
            await asyncio.sleep(0)
            print("  collected")


asyncio.run(main())
