import abc, bisect, collections, contextlib, copy, dataclasses, enum, functools, heapq, itertools, math, operator, random, string, typing
from itertools import *
print(list(islice(count(10, 2), 3)), list(islice('abcdef', 1, 5, 2)), list(chain('ab', [1])), list(chain.from_iterable(['ab', 'c'])), list(islice(cycle('ab'), 5)), list(repeat(1, 3)))
print(list(zip_longest('ab', 'xyz', fillvalue='-')), list(product('ab', repeat=2)), list(product([1, 2], 'x')), list(permutations('abc', 2)), list(combinations('abcd', 2)), list(combinations_with_replacement('ab', 2)))
print(list(accumulate([1, 2, 3])), list(accumulate([1, 2, 3], operator.mul, initial=10)), [(k, list(g)) for k, g in groupby('aabbca')], list(takewhile(lambda x: x < 3, range(9))), list(dropwhile(lambda x: x < 3, range(5))), list(starmap(pow, [(2, 3), (3, 2)])), list(pairwise('abc')), list(filterfalse(None, [0, 1])), list(compress('abc', [1, 0, 1])))
a, b = tee([1, 2, 3]); print(next(a), list(b), list(a), count(3), repeat('x', 2), list(permutations([1, 2, 3]))[-1], len(list(combinations(range(6), 3))))
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), fib.cache_info(), fib.__name__)
@functools.lru_cache(2)
def sq(x): print('compute', x); return x * x
print(sq(1), sq(2), sq(1), sq(3), sq(2), sq.cache_info()); sq.cache_clear()
def deco(f):
    @functools.wraps(f)
    def inner(*a, **k):
        "inner doc"
        return f(*a, **k)
    return inner
@deco
def named(x):
    "doc of named"
    return x
print(named.__name__, named.__doc__, named.__wrapped__(1), functools.reduce(lambda a, b: a * b, range(1, 6)), functools.partial(int, base=2)('101'), functools.partial(pow, 2)(5))
print(sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)))
@functools.total_ordering
class T:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(T(1) <= T(2), T(2) > T(1), T(1) >= T(1), max(T(1), T(3)).v)
class CP:
    @functools.cached_property
    def p(self): print('once'); return 5
c = CP(); print(c.p, c.p, c.__dict__)
@functools.singledispatch
def show(x): return 'object'
@show.register
def _(x: int): return 'int'
@show.register(list)
def _(x): return 'list'
print(show('a'), show(1), show([]), show(True))
from collections import *
dq = deque([1, 2, 3], maxlen=3); dq.append(4); dq.appendleft(0); print(dq, dq.pop(), dq.popleft(), len(dq), dq[0], deque('abc'), list(reversed(deque('ab'))))
dq = deque(range(5)); dq.rotate(2); print(dq, 3 in dq, dq.index(3)); dq.extendleft('xy'); print(dq)
try: deque().pop()
except IndexError as e: print(e)
dd = defaultdict(list); dd['a'].append(1); dd['b']; print(dd, dict(dd), defaultdict(int, x=1))
ct = Counter('abracadabra'); print(ct, ct.most_common(2), ct['z'], ct + Counter('ab'), ct - Counter('aaa'), sorted(ct.elements())[:3], ct.total(), Counter(a=1) == Counter('a'))
od = OrderedDict(a=1, b=2); od.move_to_end('a'); print(od, od.popitem(last=False), list(od))
Point = namedtuple('Point', 'x y', defaults=[5]); p = Point(1); print(p, p.x, p[1], p._replace(y=9), p._asdict(), Point._fields, Point(*[3, 4]), p == (1, 5), Point._make([7, 8])); x, y = p
for bad in (lambda: Point(), lambda: Point(1, 2, 3), lambda: Point(1, z=2), lambda: setattr(p, 'x', 2)):
    try: bad()
    except (TypeError, AttributeError) as e: print(type(e).__name__, e)
print(ChainMap({'a': 1}, {'a': 2, 'b': 3})['b'], isinstance([], collections.abc.Sequence) if hasattr(collections, 'abc') else 0)
from contextlib import *
@contextmanager
def cm(n):
    print('in', n)
    try: yield n * 2
    except ValueError as e: print('handled', e)
    finally: print('out', n)
with cm(3) as v: print(v)
with cm(4): raise ValueError('v')
try:
    with cm(5): raise KeyError('k')
except KeyError as e: print('through', e)
with suppress(ZeroDivisionError): 1 / 0
with ExitStack() as st:
    st.enter_context(cm(1)); st.callback(print, 'callback'); st.enter_context(cm(2))
with nullcontext(7) as v: print(v)
@dataclasses.dataclass
class P:
    x: int
    y: int = 0
    tags: list = dataclasses.field(default_factory=list)
p = P(1); print(p, p == P(1), P(1, 2).y, P(y=5, x=3), dataclasses.asdict(p), dataclasses.replace(p, x=9), dataclasses.astuple(p), [f.name for f in dataclasses.fields(P)])
@dataclasses.dataclass(order=True, frozen=True)
class Q:
    a: int
    b: str = dataclasses.field(default='b', compare=False)
print(Q(1) < Q(2), sorted([Q(3), Q(1)]), hash(Q(1)) == hash(Q(1)), {Q(1): 2}[Q(1)])
for bad in (lambda: setattr(Q(1), 'a', 2), lambda: P(), lambda: P(1, 2, 3, 4), lambda: P(1, z=1)):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
@dataclasses.dataclass
class R(P):
    z: float = 1.5
    def __post_init__(self): self.sum = self.x + self.z
print(R(1), R(1).sum)
class Color(enum.Enum):
    RED = 1
    GREEN = 'g'
    ALIAS = 1
    AUTO = enum.auto() if 0 else 3
    def describe(self): return self.name.lower()
print(Color.RED, repr(Color.RED), Color(1), Color['GREEN'], list(Color), Color.ALIAS is Color.RED, Color.RED.name, Color.RED.value, Color.RED.describe(), len(Color), Color.RED in Color, {Color.RED: 1}, Color.RED == 1, isinstance(Color.RED, Color))
try: Color(9)
except ValueError as e: print(e)
try: Color['X']
except KeyError as e: print('KeyError', e)
class Num(enum.IntEnum):
    ONE = 1
    TWO = enum.auto()
print(Num.ONE + 1, Num.TWO, repr(Num.TWO), Num.ONE < Num.TWO, f'{Num.ONE}', [Num.ONE == 1])
class Perm(enum.Flag):
    R = enum.auto(); W = enum.auto(); X = enum.auto()
print(Perm.R | Perm.W, Perm.R in (Perm.R | Perm.X), repr(Perm.R | Perm.X), bool(Perm.R & Perm.W), Perm(3), list(Perm.R | Perm.W), ~Perm.R)
class Sh(enum.StrEnum):
    A = enum.auto()
print(Sh.A, Sh.A == 'a', repr(Sh.A))
class Abs(abc.ABC):
    @abc.abstractmethod
    def f(self): ...
    @property
    @abc.abstractmethod
    def g(self): ...
try: Abs()
except TypeError as e: print(e)
class Con(Abs):
    def f(self): return 1
    g = 2
print(Con().f(), isinstance(Con(), Abs))
h = [5, 2, 8, 1]; heapq.heapify(h); heapq.heappush(h, 0); print([heapq.heappop(h) for _ in range(5)], heapq.nsmallest(2, [3, 1, 2]), heapq.nlargest(2, [3, 1, 2]), list(heapq.merge([1, 4], [2, 3])))
print(bisect.bisect([1, 2, 2, 3], 2), bisect.bisect_left([1, 2, 2, 3], 2), operator.itemgetter(1)([5, 6]), operator.attrgetter('real')(3), operator.add(1, 2), string.ascii_lowercase, string.Template('$a ${b}').substitute(a=1, b=2))
x = [1, [2, 3], {'k': (4, [5])}]; y = copy.deepcopy(x); z = copy.copy(x); y[1].append(9); z[1].append(8); print(x, y, z); o = copy.deepcopy(P(1, tags=[1])); print(o)
from typing import *
def typed(a: List[int], b: Optional[str] = None, *c: Union[int, str]) -> Dict[str, Any]: return {}
T1 = TypeVar('T1')
class Gen(Generic[T1]):
    def m(self, x: T1) -> T1: return x
class NT(NamedTuple):
    a: int
    b: str = 'd'
class TD(TypedDict):
    k: int
class Pr(Protocol):
    def f(self) -> int: ...
print(Gen[int]().m(3), NT(1), NT(1).b, TD(k=1), cast(int, 'x'), List[int], Optional[str], Callable[[int], str])
