class V:
    def __init__(s, *v): s.v = v
    def __repr__(s): return 'V' + repr(s.v)
    def __str__(s): return 'str'
    def __format__(s, spec): return 'fmt(%s)' % spec
    def __add__(s, o): return ('add', o)
    def __radd__(s, o): return ('radd', o)
    def __iadd__(s, o): return ('iadd', o)
    def __sub__(s, o): return NotImplemented
    def __rsub__(s, o): return NotImplemented
    def __mul__(s, o): return ('mul', o)
    def __matmul__(s, o): return ('matmul', o)
    def __truediv__(s, o): return 'truediv'
    def __floordiv__(s, o): return 'floordiv'
    def __mod__(s, o): return 'mod'
    def __divmod__(s, o): return 'divmod'
    def __pow__(s, o, m=None): return ('pow', o, m)
    def __rpow__(s, o): return 'rpow'
    def __lshift__(s, o): return 'lshift'
    def __and__(s, o): return 'and'
    def __or__(s, o): return 'or'
    def __ror__(s, o): return 'ror'
    def __xor__(s, o): return 'xor'
    def __neg__(s): return 'neg'
    def __pos__(s): return 'pos'
    def __invert__(s): return 'inv'
    def __abs__(s): return 'abs'
    def __int__(s): return 42
    def __float__(s): return 4.5
    def __complex__(s): return 1j
    def __index__(s): return 2
    def __round__(s, n=None): return ('round', n)
    def __len__(s): return 3
    def __bool__(s): return False
    def __getitem__(s, k): return ('get', k)
    def __setitem__(s, k, v): print('set', k, v)
    def __delitem__(s, k): print('del', k)
    def __contains__(s, k): return k == 1
    def __iter__(s): return iter(s.v)
    def __reversed__(s): return 'reversed'
    def __call__(s, *a, **k): return ('call', a, k)
    def __lt__(s, o): return 'lt'
    def __le__(s, o): return 'le'
    def __eq__(s, o): return 'eq'
    def __ne__(s, o): return 'ne'
    def __gt__(s, o): return 'gt'
    def __ge__(s, o): return 'ge'
    def __hash__(s): return 7
    def __enter__(s): return 'entered'
    def __exit__(s, *a): print('exit', a[0]); return True
    def __dir__(s): return ['b', 'a']
    def __bytes__(s): return b'by'
    def __sizeof__(s): return 1
v = V(1, 2)
print(v, repr(v), f'{v:>5} {v!r} {v!s}', format(v, 'x'), [v])
print(v + 1, 1 + v, v * 2, v @ 3, v / 1, v // 1, v % 1, divmod(v, 1), v ** 2, 2 ** v)
print(v << 1, v & 1, v | 1, 1 | v, v ^ 1, -v, +v, ~v, abs(v), int(v), float(v), complex(v))
print([10, 20, 30][v], round(v), round(v, 2), len(v), bool(v), not v, v[1], v[1:2], v[1, 2], v[::3], v[...])
v[0] = 1; del v[0]; v[1:2] = 3
print(1 in v, 2 in v, 2 not in v, list(v), reversed(v), v(1, a=2), hash(v), dir(v), bytes(v))
print(v < 1, v <= 1, v == 1, v != 1, v > 1, v >= 1, 1 < v, 1 == v)
with v as e: print(e); raise ValueError
w = v; w += 5; print(w)
for op in ('-', '>>'):
    try:
        v - 1 if op == '-' else v >> 1
    except TypeError as e: print(e)
class P: pass
p = P()
for f in (lambda: p + 1, lambda: 1 + p, lambda: p < p, lambda: len(p), lambda: iter(p), lambda: p[0], lambda: p(), lambda: -p,
          lambda: abs(p), lambda: int(p), lambda: 1 in p, lambda: next(p), lambda: round(p), lambda: hash([]), lambda: 'a' + 1,
          lambda: 1 + 'a', lambda: [] + (), lambda: 'a' * 'b', lambda: {} | [], lambda: 1 < 'a', lambda: [1] < (1,), lambda: float('x'),
          lambda: int('x'), lambda: int(None), lambda: 'abc'[10], lambda: [][0], lambda: {}['k'], lambda: (1,)[5], lambda: 1 / 0,
          lambda: 1 // 0, lambda: 1 % 0, lambda: 1.0 / 0, lambda: 0 ** -1, lambda: divmod(1, 0),
          lambda: range(1, 2, 0), lambda: chr(-1), lambda: ord('ab'), lambda: [].pop(), lambda: {}.popitem(), lambda: set().pop(),
          lambda: [].remove(1), lambda: [].index(1), lambda: 'a'.index('b'), lambda: (1).bit_length(2), lambda: max([]), lambda: sum(['a']),
          lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: set([[]]), lambda: tuple(1), lambda: zip(1), lambda: next(iter([]))):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
a, b = 1, 2
try: a, b = 1, 2, 3
except ValueError as e: print(e)
try: a, b, c = 1, 2
except ValueError as e: print(e)
try: a, *b, c = [1]
except ValueError as e: print(e)
try: a, b = 5
except TypeError as e: print(e)
