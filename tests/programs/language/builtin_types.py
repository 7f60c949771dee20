# Lists, dicts, sets, numbers and text with the protocols of Python classes, iterables and subclasses.
def show(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except Exception as e:
        print(type(e).__name__, e)

class P:
    def __init__(self, v): self.v = v
    def __eq__(self, o):
        print('eq', self.v, getattr(o, 'v', o)); return isinstance(o, P) and self.v == o.v
    def __hash__(self): return hash(self.v) % 2
    def __repr__(self): return f'P({self.v})'
    def __lt__(self, o): print('lt', self.v, o.v); return self.v < o.v

d = {P(1): 'a', P(2): 'b', P(3): 'c'}
print(d, P(3) in d, d[P(2)])
s = {P(1), P(2), P(3), P(1)}
print(len(s))
l = [P(3), P(1), P(2)]
print(sorted(l)); l.sort(reverse=True); print(l)
print(l.index(P(2)), l.count(P(1)), P(9) in l)
l.remove(P(1)); print(l)
print([P(1)] == [P(1)], (P(1), P(2)) < (P(1), P(3)))

def gen(n):
    for i in range(n): yield i
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1; return self.n
class Seq:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
print(list(gen(3)), tuple(It(3)), set(Seq()), list(Seq()), dict(enumerate(gen(2))), frozenset(gen(3)))
l = [1]; l.extend(gen(3)); l += It(2); l[1:2] = gen(2); print(l)
a, *b = gen(4); print(a, b)
s = {1}; s.update(gen(3), It(5)); print(s, s.union(gen(7)), s.intersection(It(3)), s - set(gen(2)), s.issuperset(gen(2)), s.isdisjoint(It(2)))
print(','.join(str(x) for x in gen(3)), b''.join(bytes([x]) for x in gen(3)), bytes(gen(3)), bytearray(It(3)))
print(sorted(gen(4), key=lambda x: -x), max(gen(3)), min(It(3)), sum(gen(5)), dict.fromkeys(gen(2), 0))
class M:
    def keys(self): return ['x', 'y']
    def __getitem__(self, k): return k * 2
print(dict(M()), dict(M(), z=1), {**M()})
def bad():
    yield 1
    raise ValueError('boom')
show(list, bad()); show(set, bad()); show(sorted, bad()); show(','.join, bad()); show(dict, bad()); show(tuple, bad())
def key(x):
    if x == 2: raise KeyError('k')
    return x
l = [3, 2, 1]; show(l.sort, key=key); print(l)
l = [3, 2, 1]
def evil(x): l.append(9); return x
show(l.sort, key=evil); print(l)

class L(list):
    def __getitem__(self, i): return ('got', super().__getitem__(i))
    def append(self, x): super().append(x + 1)
x = L([1, 2]); x.append(3); x.attr = 5; print(x, x[0], x.attr, len(x), x == [1, 2, 4], type(x + [1]), x[0:1], list(x), isinstance(x, list))
class D(dict):
    def __missing__(self, k): return k * 2
x = D(a=1); print(x['a'], x['b'], x, x.get('z'), 'b' in x, type(x.copy()), x | {'c': 1}); x['q'] = 1; print(x)
class S(str):
    def __new__(cls, v): return super().__new__(cls, v.upper())
    def hi(self): return 'hi ' + self
x = S('abc'); print(x, x.hi(), type(x.lower()), type(x), repr(x), x == 'ABC', hash(x) == hash('ABC'), {x: 1}['ABC'], f'{x:>5}', x[0], type(x[:]), x + 'd'); x.foo = 1; print(x.foo)
class I(int):
    def __add__(self, o): return I(int(self) + o + 100)
    def __repr__(self): return f'I({int(self)})'
x = I(5); print(x, x + 1, x * 2, type(x * 2), x == 5, hash(x), str(x), f'{x}', f'{x:d}', int(x), [1, 2, 3, 4, 5, 6][x], I('12'), I(2**70), -x, abs(x), bool(I(0)), I())
class F(float): pass
print(F(1.5), F('2.5') + 1, type(F(1) + 1), F(3).is_integer(), repr(F(1e20)))
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    @property
    def first(self): return self[0]
x = T(1, 2, 3); print(x, x.first, x[1:], type(x[1:]), x == (1, 2, 3), hash(x) == hash((1, 2, 3)), len(x)); a, b, c = x; print(a, b, c)
class SS(set): pass
x = SS([1, 2]); x.z = 1; print(x, type(x | {3}), x | {3}, SS(), len(x))
class FS(frozenset): pass
print(FS([1]), FS([1]) == {1}, hash(FS([1])) == hash(frozenset([1])))
class B(bytes): pass
print(B(b'ab'), B(b'ab') + b'c', type(B(b'ab')[0:1]))
class Idx:
    def __index__(self): return 2
print([1, 2, 3][Idx()], 'abc'[Idx()], (1, 2, 3)[:Idx()], range(Idx()), 'a' * Idx(), [0] * Idx(), hex(Idx()), int(Idx()), 1 << int(Idx()), bytes(Idx()), '%d' % Idx(), [1, 2, 3].pop(Idx()), round(3.14159, Idx()))
class Fl:
    def __float__(self): return 2.5
    def __int__(self): return 7
    def __trunc__(self): return 8
    def __complex__(self): return 1+2j
    def __round__(self, n=None): return ('r', n)
    def __bytes__(self): return b'bb'
    def __format__(self, s): return '<' + s + '>'
    def __str__(self): return 'strFl'
    def __divmod__(self, o): return ('dm', o)
    def __rdivmod__(self, o): return ('rdm', o)
f = Fl(); print(float(f), int(f), complex(f), round(f), round(f, 2), bytes(f), f'{f:abc}', '{:x}'.format(f), str(f), '%s %f' % (f, f), divmod(f, 1), divmod(1, f), '%d' % f)
class R:
    def __radd__(self, o): return ('radd', o)
    def __rmul__(self, o): return ('rmul', o)
    def __rmod__(self, o): return ('rmod', o)
r = R(); print([] + r, 'a' + r, (1,) + r, [1] * r, 'a' * r, 1 + r, 1.5 * r, b'a' + r)
class C:
    def __contains__(self, x): return x == 5
    def __reversed__(self): return iter('rev')
    def __len__(self): return 0
    def __bool__(self): return True
print(5 in C(), 6 in C(), list(reversed(C())), bool(C()), len(C()))
it = iter([1, 2, 3]); print(next(it), list(it), next(it, 'end')); print(it.__length_hint__())
d = {'a': 1, 'b': 2}
for k in d: d[k] += 1
print(d, list(d), list(d.values()), list(d.items()), d.items() == {'a': 2, 'b': 3}.items(), ('a', 2) in d.items(), 2 in d.values())
try:
    for k in d: del d[k]
except RuntimeError as e: print(e)
try:
    for x in (s := {1, 2}): s.add(x + 10)
except RuntimeError as e: print(e)
d = {}
for i in range(100): d[i] = i
for i in range(0, 100, 2): del d[i]
for i in range(200, 230): d[i] = i
print(list(d)[:5], len(d), d.popitem(), list(d)[-3:])
print({1: 2, 3: 4} == {3: 4, 1: 2}, {1: 2} != {1: 3}, [1, [2, [3]]] == [1, [2, [3]]])
a = []; a.append(a); print(a); b = {}; b['b'] = b; print(b); t = ([],); t[0].append(t); print(t); s = set(); 
x = [1, 2, 3, 4, 5]; x[::2] = 'abc'; print(x); del x[::2]; print(x); x[5:] = [9]; x[:0] = [0]; print(x); x *= 2; print(x); x.clear(); print(x)
print('{0.v} {1[0]} {2[k]!r:>6} {3:{4}}'.format(P(1), [7], {'k': 'z'}, 5, 4), '{:,} {:_} {:+} {:%} {:.3e}'.format(10**6, 10**6, 5, .25, 12345.678))
print('%-10s|%5d|%05.1f|%x|%o|%e|%c|%%|%r' % ('ab', 42, 3.14159, 255, 8, 1234.5, 'z', 'q'))
import sys
print(sys.maxsize, -7 // 2, -7 % 3, 7 // -2, divmod(-7, 2), 2 ** 100, 2 ** -1, 0 ** 0, (-2) ** 3, 7.5 // 2, -7.5 % 2, 1e308 * 10, -1e308 * 10, float('nan') == float('nan'))
