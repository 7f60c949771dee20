# Copies, shallow and deep.


class Error(Exception):
    pass


error = Error
_SAME = (type(None), int, float, bool, complex, str, bytes, type, range, type(len), type(Ellipsis),
         type(NotImplemented), type(lambda: None), property)


def copy(x):
    cls = type(x)
    if cls in _SAME or isinstance(x, type) or cls in (tuple, frozenset):
        return x
    if cls in (list, dict, set, bytearray):
        return x.copy()
    own = getattr(cls, '__copy__', None)
    if own is not None:
        return own(x)
    return _rebuild(x, lambda value: value)


def deepcopy(x, memo=None, _nil=[]):
    memo = {} if memo is None else memo
    cls = type(x)
    if cls in _SAME or isinstance(x, type):
        return x
    done = memo.get(id(x), _nil)
    if done is not _nil:
        return done
    if cls is list:
        y = []
        memo[id(x)] = y
        for item in x:
            y.append(deepcopy(item, memo))
    elif cls is dict:
        y = {}
        memo[id(x)] = y
        for key, value in x.items():
            y[deepcopy(key, memo)] = deepcopy(value, memo)
    elif cls is tuple:
        items = [deepcopy(item, memo) for item in x]
        if id(x) in memo:
            return memo[id(x)]
        y = x
        for old, new in zip(x, items):
            if old is not new:
                y = tuple(items)
                break
    elif cls is set or cls is frozenset:
        y = cls([deepcopy(item, memo) for item in x])
    elif cls is bytearray:
        y = x.copy()
    elif getattr(cls, '__deepcopy__', None) is not None:
        y = x.__deepcopy__(memo)
    elif cls.__name__ == 'method':
        y = cls(x.__func__, deepcopy(x.__self__, memo))
    else:
        y = _rebuild(x, lambda value: deepcopy(value, memo), memo)
    if y is not x:
        memo[id(x)] = y
        memo.setdefault(id(memo), []).append(x)
    return y


def _rebuild(x, each, memo=None):
    # an object of a class: the builtin part that it has, then its attributes
    cls = type(x)
    if cls.__name__ in ('generator', 'coroutine', 'module', 'async_generator', 'frame', 'traceback'):
        raise TypeError("cannot pickle '%s' object" % cls.__name__)
    if isinstance(x, BaseException):
        y = cls.__new__(cls, *[each(a) for a in x.args])
        y.args = tuple([each(a) for a in x.args])
    elif isinstance(x, (tuple, frozenset)):
        builtin = tuple if isinstance(x, tuple) else frozenset
        y = builtin.__new__(cls, [each(item) for item in x])
    elif isinstance(x, (int, float, str, bytes)):
        y = cls.__new__(cls, x)
    else:
        y = cls.__new__(cls)
    if memo is not None:
        memo[id(x)] = y
    if isinstance(x, list):
        y.extend([each(item) for item in x])
    elif isinstance(x, dict):
        for key, value in x.items():
            dict.__setitem__(y, each(key), each(value))
    elif isinstance(x, set):
        y.update([each(item) for item in x])
    state = getattr(x, '__dict__', None)
    if state:
        for key, value in list(state.items()):
            y.__dict__[key] = each(value)
    for base in cls.__mro__:
        names = base.__dict__.get('__slots__', ())
        for name in (names,) if isinstance(names, str) else names:
            if name not in ('__dict__', '__weakref__') and hasattr(x, name):
                object.__setattr__(y, name, each(getattr(x, name)))
    return y
