import sys
class A: pass
def show(f):
    try:
        f()
    except Exception as e:
        tb = e.__traceback__
        print(tb.tb_lineno, tb.tb_next.tb_lineno, tb.tb_frame.f_code.co_name)
show(lambda: 1 / 0)
def deep(n):
    if n == 0:
        return A().x.y
    return deep(n - 1) if n % 2 else (deep(n - 1))
x = {'a': {'b': None}}
try:
    x['a']['b']['c']
except TypeError:
    try:
        print(1 + 2 * 'a' + [x for x in (1, 2)] )
    except TypeError:
        deep(3)
