def g():
    try:
        x = yield 1
        print('got', x)
        y = yield x
        print('got', y)
        return 'done'
    except GeneratorExit:
        print('closing')
        raise
    finally:
        print('fin')
a = g()
print(next(a), a.send('A'))
try: a.send('B')
except StopIteration as e: print('stop', e.value)
try: next(a)
except StopIteration as e: print('again', e.value)
b = g(); next(b); b.close(); b.close(); print(list(b))
c = g()
try: c.send(1)
except TypeError as e: print(e)
c.close()
def deleg():
    r = yield from g()
    print('result', r)
    r = yield from [7, 8]
    print('result', r)
print([v for v in deleg()])
def thrower():
    while True:
        try: yield 'y'
        except ValueError as e: yield 'caught %s' % e
t = thrower(); next(t); print(t.throw(ValueError('v')), next(t))
try: t.throw(KeyError, 'k')
except KeyError as e: print(repr(e))
def ignore():
    try: yield 1
    except GeneratorExit: yield 2
i = ignore(); next(i)
try: i.close()
except RuntimeError as e: print(e)
def stops():
    yield 1
    raise StopIteration('x')
try: list(stops())
except RuntimeError as e: print(e, repr(e.__cause__))
def selfrun():
    yield next(me)
me = selfrun()
try: next(me)
except ValueError as e: print(e)
print(sum(x * x for x in range(10)), max((len(s), s) for s in ('a', 'bb')), dict((k, v) for k, v in [(1, 2)]))
def tree(n):
    if n: yield from tree(n - 1); yield n; yield from tree(n - 1)
print(list(tree(3)))
class It:
    def __iter__(self): return self
    def __next__(self): raise StopIteration
print(list(It()), [*range(3), *'ab'], {*[1, 2]}, {**{'a': 1}})
gen = (print('step', i) or i for i in range(3))
print(next(gen), gen.gi_running, type(gen).__name__, gen.__name__)
del gen
def fin():
    try: yield 1
    finally: print('closed by death')
f = fin(); next(f); f = None
print('after')
def loop():
    for x in fin():
        break
    print('end of loop')
loop()
def twice():
    try: yield 1
    finally:
        try: yield 2
        finally: print('second')
k = twice(); next(k); print(k.throw(KeyError('z')))
try: next(k)
except KeyError as e: print('out', e)
print([[(i, j) for j in range(i)] for i in range(4)], [x for x in range(20) if x % 2 if x % 3], {x % 3 for x in range(9)}, {k: v for k, v in zip('ab', (1, 2))})
print(list(zip(range(3), 'abc', [True, False, None])), list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(filter(None, [0, 1, '', 'a'])), list(enumerate('ab', 5)))
def inner_send():
    r = []
    while True:
        v = yield len(r)
        if v is None: return r
        r.append(v)
def outer_send():
    res = yield from inner_send()
    yield res
o = outer_send(); next(o); o.send('a'); o.send('b'); print(o.send(None))
