def f(*args):
    raise TypeError('multi')
f(1,
  2,
  3)
