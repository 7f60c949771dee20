class D:
    def __init__(self, n): self.n = n; print('make', n)
    def __del__(self): print('del', self.n)
def f():
    a = D('local')
    print('in f')
f()
x = D('x'); x = None
y = D(1); y = D(2)
D('temp')
l = [D('l0'), D('l1')]
del l[0]
print('cleared'); l.clear()
d = {'k': D('value')}; d['k'] = 5
def g():
    try:
        z = D('z')
        raise ValueError
    except ValueError as e:
        print('handling')
g()
print('after g')
def gen():
    q = D('in gen')
    yield 1
it = gen(); next(it); del it
class N:
    def __init__(self): self.child = D('child')
n = N(); n = None
a = D('a'); b = a; del a; print('still'); del b
def ret(): return D('ret')
ret()
[D(i) for i in range(2)]
print('end of comp')
t = (D('t'), 1); t = 0
c = [D('cyc')]; c.append(c); del c
import gc; gc.collect()
try:
    raise KeyError(D('in exception'))
except KeyError: pass
print('after except')
class R:
    keep = []
    def __del__(self): R.keep.append(self); print('resurrect')
R(); print(len(R.keep)); R.keep.clear(); print('cleared')
class Bad:
    def __del__(self): print('bad'); raise ValueError('ignored')
w = D('global at end')
