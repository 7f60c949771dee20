class A:
    count = 0
    def __init__(self, x): self.x = x; A.count += 1
    def __repr__(self): return f'{type(self).__name__}({self.x!r})'
    def hello(self): return 'A.hello'
    @property
    def double(self): return self.x * 2
    @double.setter
    def double(self, v): self.x = v // 2
    @double.deleter
    def double(self): print('deleted')
    @staticmethod
    def st(): return 'static'
    @classmethod
    def cl(cls): return cls.__name__

class B(A):
    def hello(self): return 'B>' + super().hello()
class C(A):
    def hello(self): return 'C>' + super().hello()
class D(B, C):
    def __init__(self, x): super().__init__(x)
    def hello(self): return 'D>' + super().hello()

d = D(3)
print(d, d.hello(), D.__mro__, d.double, D.cl(), d.st())
d.double = 10
print(d.x)
del d.double
print(isinstance(d, A), issubclass(D, (int, C)), A.count, D.__bases__, d.__dict__, d.__class__)
for bad in (lambda: d.nope, lambda: D.nope, lambda: setattr(A(1), 'double', 'x'), lambda: None.x, lambda: (1).x, lambda: [].foo):
    try:
        bad()
    except (AttributeError, TypeError) as e:
        print(type(e).__name__, e)
class RO:
    @property
    def p(self): return 1
for op in ('RO().p = 1', 'del RO().p'):
    try:
        if 'del' in op: del RO().p
        else: RO().p = 1
    except AttributeError as e: print(e)
try:
    class X(A, D): pass
except TypeError as e:
    print(e)
class S:
    __slots__ = ('a', 'b')
s = S(); s.a = 1
print(s.a)
for bad in (lambda: s.b, lambda: setattr(s, 'c', 1), lambda: s.__dict__):
    try: bad()
    except AttributeError as e: print(e)
class Meta(type):
    def __new__(m, name, bases, ns, **kw):
        print('new', name, kw)
        return super().__new__(m, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
    def __call__(cls, *a):
        print('call', cls.__name__, a)
        return super().__call__(*a)
    @property
    def tag(cls): return 'tag-' + cls.__name__
    @classmethod
    def __prepare__(m, name, bases, **kw):
        return {'prepared': True}
class M(metaclass=Meta, opt=1):
    def __init__(self, *a): self.a = a
print(M(1, 2).a, M.prepared, M.tag, type(M))
class Base:
    subs = []
    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        Base.subs.append((cls.__name__, tag))
class S1(Base, tag='x'): pass
class S2(S1): pass
print(Base.subs)
class Desc:
    def __set_name__(self, owner, name): self.name = name; print('set_name', owner.__name__, name)
    def __get__(self, o, t=None): return self if o is None else o.__dict__.get(self.name, 'unset')
    def __set__(self, o, v): o.__dict__[self.name] = v * 2
    def __delete__(self, o): del o.__dict__[self.name]
class U:
    f = Desc()
u = U(); print(u.f); u.f = 4; print(u.f, u.__dict__); del u.f; print(u.f, type(U.f).__name__)
class G:
    def __getattr__(self, n):
        if n.startswith('x'): return n.upper()
        raise AttributeError(n)
    def __setattr__(self, n, v): object.__setattr__(self, n, (v,))
    def __delattr__(self, n): print('del', n); object.__delattr__(self, n)
    def __getattribute__(self, n):
        return object.__getattribute__(self, n)
g = G(); g.a = 1; print(g.a, g.xyz, hasattr(g, 'q'), getattr(g, 'q', 'default')); del g.a
print(type('T', (A,), {'z': 5})(1).z, A.__name__, A.__module__, A.__qualname__, A.__doc__)
class Outer:
    class Inner:
        def f(self): pass
print(Outer.Inner.__qualname__, Outer.Inner.f.__qualname__)
class N:
    def __new__(cls, *a): print('N.new', a); return super().__new__(cls)
    def __init__(self, *a): print('N.init', a)
N(1, 2)
class Sing:
    inst = None
    def __new__(cls):
        if cls.inst is None: cls.inst = super().__new__(cls)
        return cls.inst
print(Sing() is Sing())
class E:
    def __eq__(self, o): return True
try: hash(E())
except TypeError as e: print(e)
class I(int):
    def __add__(self, o): return I(int(self) + o + 100)
print(I(5) + 1, type(I(5) + 1).__name__, I(7) * 2, I(3).real)
class L(list):
    def __getitem__(self, i): return 'item%s' % i
print(L([1, 2])[0], len(L([1, 2])), L([1]) == [1])
class Dd(dict):
    def __missing__(self, k): return k * 2
print(Dd(a=1)['a'], Dd()['b'], vars(A(1)), A.__dict__['count'])
def method(self): return 'patched'
A.extra = method
print(d.extra(), D.hello(d), d.hello.__func__ is D.hello, callable(d), callable(A))
