class P:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
class K:
    RED = 1
def m(v):
    match v:
        case 0: return 'zero'
        case 1 | 2: return 'one or two'
        case -1.5: return 'neg'
        case 'a' 'b': return 'ab'
        case None: return 'none'
        case True: return 'true'
        case []: return 'empty'
        case [x]: return 'one', x
        case [1, *rest]: return 'starts 1', rest
        case [x, y] if x == y: return 'equal', x
        case (x, [y, z]): return 'nested', x, y, z
        case {'k': val, **rest}: return 'map', val, rest
        case {'t': 1 | 2 as w}: return 'as', w
        case P(1, y=yy): return 'P1', yy
        case P(x, y): return 'P', x, y
        case int(n) if n > 100: return 'big', n
        case int() | float(): return 'number'
        case str() as s: return 'str', s
        case {}: return 'mapping'
        case K.RED: return 'red'
        case _: return 'other'
for v in (0, 1, 2, -1.5, 'ab', None, True, [], [5], [1, 2, 3], (4, 4), (1,), (7, [8, 9]), {'k': 1, 'z': 2}, {'t': 2}, P(1, 2), P(3, 4), 101, 50, 'str', {}, {'q': 1}, {1}, b'x', range(2), 1.0):
    print(type(v).__name__, m(v))
def n(v):
    match v:
        case {'a': [first, *_], 'b': {'c': c}}: print(first, c)
        case [*_, last]: print('last', last)
        case [P(x=0), *others]: print('p0', len(others))
        case str(x) | bytes(x): print('text', x)
n({'a': [1, 2], 'b': {'c': 3}}); n([1, 2, 3]); n('s'); n(b's'); n(5)
match 1, 2:
    case a, b: print(a, b)
try:
    match P(1, 2):
        case P(1, 2, 3): pass
except TypeError as e: print(e)
try:
    match 5:
        case int(1, 2): pass
except TypeError as e: print(e)
