def f(a, b=2, /, c=3, *args, d, e=5, **kw):
    return a, b, c, args, d, e, kw

print(f(1, d=4))
print(f(1, 2, 3, 4, 5, d=6, x=7))
print(f(*[1, 2], **{'d': 3, 'c': 9}))
print(f(*(1,), *[2, 3], d=0, **{'y': 1}, **{'z': 2}))

def g(*, a, b=1):
    return a + b

def h(x, y=[]):
    y.append(x)
    return y

print(g(a=1), h(1), h(2), h(3, []))

def tries(call):
    try:
        print(call())
    except TypeError as e:
        print('TypeError:', e)

tries(lambda: f())
tries(lambda: f(1))
tries(lambda: f(1, a=2, d=3))
tries(lambda: g(1, a=2))
tries(lambda: g())
tries(lambda: g(a=1, c=2))
tries(lambda: h())
tries(lambda: h(1, 2, 3))
tries(lambda: h(1, x=2))
tries(lambda: f(1, 2, 3, d=1, **{'d': 2}))
tries(lambda: h(**5))
tries(lambda: h(**{1: 2}))
tries(lambda: (lambda: 0)(1))
tries(lambda: (lambda a, b: 0)(1))
tries(lambda: (lambda a, b, c: 0)())
tries(lambda: len())
tries(lambda: len(1, 2))
tries(lambda: len(x=1))
tries(lambda: [].append())
tries(lambda: [].append(1, 2))
tries(lambda: int('1', bad=2))
tries(lambda: 'a'.join(1, 2))
tries(lambda: isinstance(1))
tries(lambda: print(1, bad=2))

class C:
    def m(self, a): return a
    @staticmethod
    def s(a): return a
    @classmethod
    def k(cls, a): return cls.__name__, a

tries(lambda: C().m())
tries(lambda: C.m(1))
tries(lambda: C().m(1, 2))
tries(lambda: C.s())
tries(lambda: C.k())
tries(lambda: C(1))
tries(lambda: C.k(3))
print(f.__defaults__, f.__kwdefaults__, f.__name__, C.m.__qualname__, f.__code__.co_varnames)
def annotated(a: int, b: 'str' = 'x', *c: float, **d) -> list: pass
print(annotated.__annotations__)
