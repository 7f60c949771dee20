def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    return inc, lambda: n

inc, get = counter()
inc(); inc(5)
print(get())
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs])

x = 'global'
def outer():
    x = 'outer'
    class K:
        y = x
        def m(self): return x
    def inner():
        global x
        x = 'changed'
        return x
    return K.y, K().m(), inner(), x
print(outer(), x)

def unbound():
    print(v)
    v = 1
try:
    unbound()
except UnboundLocalError as e:
    print(type(e).__name__, e)

def free():
    def g(): return w
    try:
        g()
    except NameError as e:
        print(type(e).__name__, e)
    w = 1
    del w
    try:
        g()
    except NameError as e:
        print(type(e).__name__, e)
free()
try:
    nothing
except NameError as e:
    print(e, e.name)
def dels():
    a = 1
    del a
    try:
        a
    except UnboundLocalError as e:
        print(e)
dels()
z = [1, 2, 3]
del z[0]
print(z)
del z
try:
    z
except NameError as e:
    print(e)
def make(n):
    def fact(k): return 1 if k <= 1 else k * fact(k - 1)
    return fact(n)
print(make(20), make.__closure__, inc.__closure__[0].cell_contents)
print([(lambda: (yield))().__class__.__name__])
def deco(arg):
    def wrap(f):
        def inner(*a): return arg, f(*a)
        return inner
    return wrap
@deco('x')
@deco('y')
def decorated(a): return a
print(decorated(1))
if (n := 10) > 5: print(n)
print([y := 1, y ** 2], [last := i for i in range(3)], last)
