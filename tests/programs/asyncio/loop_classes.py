# Classes of event loops, policies, and task factories.
import asyncio
class Loop(asyncio.SelectorEventLoop):
    def __init__(self):
        super().__init__()
        self.made=[]
    def create_task(self, coro, **kw):
        t=super().create_task(coro, **kw)
        self.made.append(coro.__name__)
        return t
    def extra(self): return 'extra'
    def close(self):
        print('closing', self.made)
        super().close()
class Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        print('new loop')
        return Loop()
async def f(n):
    await asyncio.sleep(n)
    return n
async def main():
    loop=asyncio.get_running_loop()
    print(loop.extra(), type(loop).__name__, isinstance(loop, asyncio.AbstractEventLoop), isinstance(loop, asyncio.BaseEventLoop))
    print(await asyncio.gather(f(0.1), f(0.2)))
    t=asyncio.create_task(f(0), name='x'); print(t.get_name(), await t)
    async with asyncio.TaskGroup() as g: g.create_task(f(0.01), name='y')
    await asyncio.wait_for(f(0), 5)
    print(repr(loop)[:30])
print(type(asyncio.get_event_loop_policy()).__name__, asyncio.get_event_loop_policy() is asyncio.get_event_loop_policy())
asyncio.set_event_loop_policy(Policy())
asyncio.run(main())
with asyncio.Runner(loop_factory=Loop) as r:
    print(r.run(f(0)))
loop=asyncio.new_event_loop(); loop.anything=5; print(loop.anything)
asyncio.set_event_loop(loop); print(asyncio.get_event_loop() is loop, asyncio.get_event_loop_policy().get_event_loop() is loop)
loop.close()
asyncio.set_event_loop_policy(None)
class P2(asyncio.DefaultEventLoopPolicy):
    _loop_factory = Loop
asyncio.set_event_loop_policy(P2())
asyncio.run(f(0))
def factory(loop, coro, context=None):
    print('factory', coro.__name__, context is not None)
    return asyncio.Task(coro, loop=loop, context=context)
async def m2():
    asyncio.get_running_loop().set_task_factory(factory)
    print(asyncio.get_running_loop().get_task_factory() is factory)
    print(await asyncio.gather(f(0.1), f(0.2)))
    t=asyncio.create_task(f(0), name='x'); print(t.get_name(), await t)
    async with asyncio.TaskGroup() as g: print(g.create_task(f(0.01), name='y').get_name())
    await asyncio.wait_for(f(0), 5)
    await asyncio.shield(f(0))
    asyncio.get_running_loop().set_task_factory(None)
asyncio.run(m2())
try: asyncio.set_event_loop_policy(5)
except (TypeError, AssertionError) as e: print(type(e).__name__)
try: asyncio.AbstractEventLoop().run_forever()
except NotImplementedError as e: print(repr(e))
try: asyncio.AbstractEventLoopPolicy().new_event_loop()
except NotImplementedError as e: print(repr(e))
print(asyncio.SelectorEventLoop, asyncio.BaseEventLoop, asyncio.AbstractEventLoop.__mro__, asyncio.DefaultEventLoopPolicy.__mro__)
