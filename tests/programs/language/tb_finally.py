def f():
    try:
        raise ValueError('a')
    finally:
        raise TypeError('b')
f()
