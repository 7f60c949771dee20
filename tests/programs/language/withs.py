class CM:
    def __init__(self, n, swallow=False): self.n, self.swallow = n, swallow
    def __enter__(self): print('enter', self.n); return self
    def __exit__(self, t, v, tb): print('exit', self.n, t and t.__name__, v); return self.swallow
with CM(1) as a, CM(2) as b: print(a.n, b.n)
with (CM(3), CM(4) as c,): pass
with CM(5, True): raise ValueError('swallowed')
try:
    with CM(6), CM(7, True) as x, CM(8): raise KeyError('k')
    print('survived')
except KeyError: print('no')
try:
    with CM(9): raise OSError('out')
except OSError as e: print('caught', e)
def f():
    for i in range(3):
        with CM(i):
            if i == 0: continue
            if i == 1: return 'returned'
print(f())
class BadEnter:
    def __enter__(self): raise ValueError('enter')
    def __exit__(self, *a): print('never')
try:
    with CM('o'), BadEnter(): pass
except ValueError as e: print(e)
class BadExit(CM):
    def __exit__(self, *a): raise TypeError('exit')
try:
    with BadExit(1): raise ValueError('body')
except TypeError as e: print(e, repr(e.__context__))
try:
    with 5: pass
except TypeError as e: print(e)
class Half:
    def __enter__(self): pass
try:
    with Half(): pass
except TypeError as e: print(e)
def g():
    with CM('gen'): yield 1; yield 2
it = g(); print(next(it)); it.close()
