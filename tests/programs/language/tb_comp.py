def f(x):
    return 10 // x
print([f(i) for i in (1, 2)])
r = {k: f(k) for k in (1, 0)}
