def f(x):
    return g(x) + 1
def g(x):
    y = x
    return y / (x - x)
print('start')
f(3)
