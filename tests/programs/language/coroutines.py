class Aw:
    def __init__(self, v): self.v = v
    def __await__(self):
        r = yield self.v
        return r
async def f(x):
    a = await Aw(x)
    print('resumed', a)
    b = await Aw(a)
    return a, b
c = f(1)
print(c.send(None), c.send('x'))
try: c.send('y')
except StopIteration as e: print(e.value)
try: c.send(None)
except RuntimeError as e: print(e)
class CM:
    async def __aenter__(self): await Aw('enter'); return 'cm'
    async def __aexit__(self, *a): await Aw('exit'); print('aexit', a[0]); return True
async def agen(n):
    try:
        for i in range(n):
            await Aw('pause %d' % i)
            x = yield i
            if x: print('asend', x)
    finally:
        print('agen fin')
async def main():
    async with CM() as v:
        print(v)
        raise ValueError
    async for x in agen(2): print('item', x)
    print([x async for x in agen(2) if x], {x: 1 async for x in agen(1)})
    g = agen(3)
    print(await g.__anext__(), await g.asend('S'))
    await g.aclose()
    g = agen(3)
    await anext(g)
    try: await g.athrow(KeyError('t'))
    except KeyError as e: print('athrow', e)
    try: await anext(g)
    except StopAsyncIteration: print('exhausted')
    print(await anext(agen(0), 'default'))
    return 'result'
def drive(c):
    sent = None
    while True:
        try: y = c.send(None)
        except StopIteration as e: return e.value
        print('yielded', y)
print(drive(main()))
c = f(1); c.send(None)
try: c.throw(ValueError('thrown'))
except ValueError as e: print(e)
async def cleanup():
    try: await Aw(1)
    finally: print('cleanup')
c = cleanup(); c.send(None); c.close()
async def bad(): await 5
try: bad().send(None)
except TypeError as e: print(e)
async def bad2():
    async with 5: pass
try: bad2().send(None)
except (TypeError, AttributeError) as e: print(type(e).__name__, e)
async def bad3():
    async for x in [1]: pass
try: bad3().send(None)
except TypeError as e: print(e)
try:
    for x in f(1): pass
except TypeError as e: print(e)
try:
    with CM(): pass
except (TypeError, AttributeError) as e: print(type(e).__name__, e)
c = f(1)
try: c.send(5)
except TypeError as e: print(e)
c.close()
import types
@types.coroutine
def old():
    x = yield 'old'
    return x
async def uses(): return await old()
c = uses(); print(c.send(None))
try: c.send(3)
except StopIteration as e: print(e.value)
print(c.cr_running, c.cr_frame, c.__name__, type(c).__name__)
async def never(): pass
never()
print('end')
