# A walk through asyncio: timeouts, waiting, subclasses, loops by hand, star imports, exit codes.
import asyncio, time
async def child(n):
    await asyncio.sleep(n); return n
async def main():
    t0=time.perf_counter()
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(3)
    except TimeoutError as e: print('to', repr(e), repr(e.__cause__), time.perf_counter()-t0)
    try: await asyncio.wait_for(child(3), 0.5)
    except TimeoutError as e: print('wf', repr(e), repr(e.__cause__), time.perf_counter()-t0)
    for _ in range(10): await asyncio.sleep(0.1)
    print(time.perf_counter()-t0)
    time.sleep(0.7); print(time.perf_counter()-t0, time.strftime('%Y-%m-%d %H:%M:%S'), time.ctime())
    done, pending = await asyncio.wait([asyncio.create_task(child(i)) for i in (1,2,3)], timeout=2.5)
    print(sorted(t.result() for t in done), len(pending))
    for d in done: print(d.result())
    for t in asyncio.as_completed([child(3),child(1),child(2)], timeout=2.2):
        try: print(await t)
        except TimeoutError as e: print('TO')
    print(asyncio.iscoroutinefunction(child), asyncio.iscoroutinefunction(main), asyncio.iscoroutinefunction(print), asyncio.isfuture(t))
    print(len(asyncio.all_tasks()), asyncio.current_task().get_name())
    x=0
    for i in range(300000): x+=i
    print(x)
class MyTask(asyncio.Task):
    def __init__(self, *a, **k):
        super().__init__(*a, **k); self.tag=7
class MyFut(asyncio.Future):
    pass
class Aw:
    def __init__(self, f): self.f=f
    def __await__(self):
        yield from self.f
        return 'aw'
    
async def m2():
    loop=asyncio.get_running_loop()
    loop.set_task_factory(lambda l,c,**k: MyTask(c,loop=l,**k))
    t=asyncio.create_task(child(1)); print(t.tag, type(t).__name__); print(await t)
    f=loop.create_future(); loop.call_later(1,f.set_result,3)
    print(await Aw(f)); print(await asyncio.gather(Aw(loop.create_task(child(0.1))), child(2)))
    q=asyncio.PriorityQueue(); 
    for i in [(3,'c'),(1,'a'),(2,'b')]: await q.put(i)
    while not q.empty(): print(await q.get())
    try: 
        async with asyncio.TaskGroup() as tg:
            tg.create_task(child(1)); tg.create_task(bad())
    except* ValueError as eg: print(eg.exceptions)
    f=MyFut(); f.set_result(2); print(await f, f)
async def bad():
    await asyncio.sleep(0.1); raise ValueError('bad')
asyncio.run(main()); asyncio.run(m2())
loop=asyncio.new_event_loop(); asyncio.set_event_loop(loop)
print(loop.run_until_complete(child(1)), loop); 
def stop(): print('stop'); loop.stop()
loop.call_later(1, stop); loop.run_forever(); loop.close(); print(loop)
try: loop.call_soon(stop)
except RuntimeError as e: print(e)
with asyncio.Runner() as r: print(r.run(child(2)))
from asyncio import *
async def agen():
    for i in range(3):
        await sleep(0.1); yield i
async def m3():
    print([x async for x in agen()])
    a=agen(); print(await a.__anext__()); print(await anext(a)); 
    try: await a.athrow(ValueError('in'))
    except ValueError as e: print(e)
    lock=Lock()
    async def holder():
        async with lock: await sleep(1)
    h=create_task(holder()); await sleep(0)
    try: await wait_for(lock.acquire(), 0.2)
    except TimeoutError: print('no lock', lock.locked())
    await h; print(lock.locked())
    print(await shield(sleep(0.1,'sh')))
run(m3())
import sys
async def m4():
    sys.exit(3)
run(m4())
