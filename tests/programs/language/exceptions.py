class E1(Exception): pass
class E2(E1):
    def __init__(self, code): super().__init__('code %d' % code); self.code = code

def t(f):
    try:
        return f()
    except E2 as e:
        return 'E2', e.code, str(e), e.args
    except (E1, KeyError) as e:
        return 'E1/Key', repr(e)
    except Exception as e:
        return type(e).__name__, str(e)
    else:
        return 'never'
    finally:
        print('finally')
def r(e): raise e
print(t(lambda: 1), t(lambda: r(E2(5))), t(lambda: r(E1('a', 'b'))), t(lambda: {}['x']), t(lambda: r(ValueError)))
def chain():
    try:
        try: 1 / 0
        except ZeroDivisionError as e: raise ValueError('v') from e
    except ValueError as e:
        print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
    try:
        try: 1 / 0
        except ZeroDivisionError: raise ValueError('w')
    except ValueError as e:
        print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
    try:
        try: 1 / 0
        except ZeroDivisionError: raise ValueError('w') from None
    except ValueError as e:
        print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
chain()
def flow(k):
    for i in range(3):
        try:
            if k == 'break': break
            if k == 'continue': continue
            if k == 'return': return 'ret'
            if k == 'raise': raise E1
        except E1:
            print('except')
            return 'from except'
        else:
            print('else', i)
        finally:
            print('fin', i)
            if k == 'override': return 'overridden'
    else:
        print('loop else')
    return 'end'
for k in ('break', 'continue', 'return', 'raise', 'none', 'override'): print(k, flow(k))
def nested():
    try:
        try:
            raise KeyError('a')
        finally:
            try: raise ValueError('b')
            except ValueError: print('inner')
    except KeyError as e:
        print('outer', e)
nested()
def swallow():
    while True:
        try: raise ValueError
        finally: break
    return 'swallowed'
print(swallow())
try:
    e = 5
    try: raise E1('x')
    except E1 as e: pass
    print(e)
except NameError as n: print(n)
try: raise 5
except TypeError as e: print(e)
try: raise E1 from 5
except TypeError as e: print(e)
try: raise
except RuntimeError as e: print(e)
try:
    try: raise E1
    except 5: pass
except TypeError as e: print(e)
import sys
def info():
    try: raise E1('i')
    except E1: print(sys.exc_info()[0].__name__, sys.exc_info()[1])
    print(sys.exc_info())
info()
e = ValueError('n'); e.add_note('note'); print(e.__notes__, e.with_traceback(None) is e)
for x in (KeyError('k'), KeyError(), OSError(2, 'No such file'), OSError('x'), StopIteration(3), SystemExit(4), UnicodeDecodeError('utf-8', b'x', 0, 1, 'bad'), ImportError('m', name='n'), AttributeError('a', name='b')):
    print(repr(x), str(x), x.args)
try: assert 1 == 2, 'message'
except AssertionError as e: print(repr(e))
try: assert 0
except AssertionError as e: print(repr(e))
def gen():
    try: yield 1
    except ValueError as e: print('got', e); yield 2
    finally: print('gen fin')
g = gen(); print(next(g), g.throw(ValueError('thrown')), list(g))
def reraise():
    try: 1 / 0
    except ZeroDivisionError:
        try: raise
        finally: print('re')
try: reraise()
except ZeroDivisionError as e: print(e, e.__context__)
try:
    try: raise ExceptionGroup('g', [ValueError(1), TypeError(2), ExceptionGroup('in', [ValueError(3)])])
    except* ValueError as eg: print('values', eg.exceptions)
    except* TypeError as eg: print('types', eg.exceptions)
except BaseException as e: print('left', repr(e))
try:
    try: raise ExceptionGroup('g', [ValueError(1), OSError(2)])
    except* ValueError: raise KeyError('k')
except ExceptionGroup as e: print(repr(e), e.exceptions)
eg = ExceptionGroup('m', [ValueError(1), TypeError(2)])
print(eg.split(ValueError), eg.subgroup(lambda x: isinstance(x, TypeError)), eg.derive([OSError(1)]), str(eg), eg.message)
try: ExceptionGroup('x', [])
except ValueError as e: print(e)
try:
    try: raise ValueError('naked')
    except* ValueError as g: print(repr(g))
except Exception as e: print('no', e)
