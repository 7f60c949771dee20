# Functions of functions.

WRAPPER_ASSIGNMENTS = ('__module__', '__name__', '__qualname__', '__doc__', '__annotations__')
WRAPPER_UPDATES = ('__dict__',)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        try:
            value = getattr(wrapped, name)
        except AttributeError:
            continue
        setattr(wrapper, name, value)
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    def decorate(wrapper):
        return update_wrapper(wrapper, wrapped, assigned, updated)
    return decorate


class partial:
    __class_getitem__ = classmethod(lambda cls, item: cls)

    def __init__(self, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError('the first argument must be callable')
        if isinstance(func, partial) and type(func) is partial:
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    def __repr__(self):
        parts = [repr(self.func)]
        parts.extend([repr(a) for a in self.args])
        parts.extend(['%s=%r' % pair for pair in self.keywords.items()])
        return 'functools.partial(%s)' % ', '.join(parts)


class partialmethod:
    __class_getitem__ = classmethod(lambda cls, item: cls)

    def __init__(self, func, /, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __get__(self, obj, cls=None):
        func = self.func.__get__(obj, cls)
        return partial(func, *self.args, **self.keywords)


_MISSING = object()


def reduce(function, iterable, initial=_MISSING, /):
    iterator = iter(iterable)
    if initial is _MISSING:
        for initial in iterator:
            break
        else:
            raise TypeError('reduce() of empty iterable with no initial value')
    for item in iterator:
        initial = function(initial, item)
    return initial


def cmp_to_key(mycmp):
    class K:
        __slots__ = ('obj',)
        __hash__ = None

        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0
    return K


def _not(name, also=None, equal=False):
    # the comparison that follows from `name` by negation, with equality added or taken away
    def compare(self, other):
        result = getattr(type(self), name)(self, other)
        if result is NotImplemented:
            return result
        if also == 'and not equal':
            return not result and self != other
        return not result
    return compare


def _plus(name, keep_equal):
    def compare(self, other):
        result = getattr(type(self), name)(self, other)
        if result is NotImplemented:
            return result
        return result or self == other if keep_equal else result and self != other
    return compare


def total_ordering(cls):
    derived = {
        '__lt__': {'__gt__': _not('__lt__', 'and not equal'), '__le__': _plus('__lt__', True),
                   '__ge__': _not('__lt__')},
        '__le__': {'__ge__': lambda self, other: _or_equal(self, other, '__le__'),
                   '__lt__': _plus('__le__', False), '__gt__': _not('__le__')},
        '__gt__': {'__lt__': _not('__gt__', 'and not equal'), '__ge__': _plus('__gt__', True),
                   '__le__': _not('__gt__')},
        '__ge__': {'__le__': lambda self, other: _or_equal(self, other, '__ge__'),
                   '__gt__': _plus('__ge__', False), '__lt__': _not('__ge__')},
    }
    roots = [name for name in derived
             if getattr(cls, name, None) is not getattr(object, name, None)]
    if not roots:
        raise ValueError('must define at least one ordering operation: < > <= >=')
    for root in ('__lt__', '__le__', '__gt__', '__ge__'):
        if root in roots:
            break
    for name, function in derived[root].items():
        if name not in roots:
            function.__name__ = name
            setattr(cls, name, function)
    return cls


def _or_equal(self, other, name):
    result = getattr(type(self), name)(self, other)
    return result if result is NotImplemented else not result or self == other


class cached_property:
    __class_getitem__ = classmethod(lambda cls, item: cls)

    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError('Cannot assign the same cached_property to two different names '
                            '(%r and %r).' % (self.attrname, name))

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError('Cannot use cached_property instance without calling __set_name__ on it.')
        cache = instance.__dict__
        value = cache.get(self.attrname, _MISSING)
        if value is _MISSING:
            value = self.func(instance)
            cache[self.attrname] = value
        return value


class _CacheInfo(tuple):
    def __new__(cls, hits, misses, maxsize, currsize):
        return tuple.__new__(cls, (hits, misses, maxsize, currsize))

    hits = property(lambda self: self[0])
    misses = property(lambda self: self[1])
    maxsize = property(lambda self: self[2])
    currsize = property(lambda self: self[3])

    def __repr__(self):
        return 'CacheInfo(hits=%r, misses=%r, maxsize=%r, currsize=%r)' % self


_CacheInfo.__name__ = 'CacheInfo'


def _key(args, keywords, typed):
    if keywords or typed:
        key = (args, _MISSING, *keywords.items())
        if typed:
            key += tuple(type(v) for v in args) + tuple(type(v) for v in keywords.values())
        return key
    if len(args) == 1 and type(args[0]) in (int, str):
        return args[0]
    return args


class _Cached:
    def __init__(self, func, maxsize, typed):
        self._func = func
        self._maxsize = maxsize
        self._typed = typed
        self._cache = {}
        self._hits = self._misses = 0
        update_wrapper(self, func)

    def __call__(self, /, *args, **keywords):
        if self._maxsize == 0:
            self._misses += 1
            return self._func(*args, **keywords)
        key = _key(args, keywords, self._typed)
        cache = self._cache
        value = cache.get(key, _MISSING)
        if value is not _MISSING:
            self._hits += 1
            if self._maxsize is not None:
                del cache[key]
                cache[key] = value
            return value
        self._misses += 1
        value = self._func(*args, **keywords)
        if self._maxsize is not None and key not in cache and len(cache) >= self._maxsize:
            del cache[next(iter(cache))]
        cache[key] = value
        return value

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return _Bound(self, instance)

    def cache_info(self):
        return _CacheInfo(self._hits, self._misses, self._maxsize, len(self._cache))

    def cache_clear(self):
        self._cache.clear()
        self._hits = self._misses = 0

    def cache_parameters(self):
        return {'maxsize': self._maxsize, 'typed': self._typed}

    def __repr__(self):
        return '<functools._lru_cache_wrapper object at 0x%012x>' % id(self)


class _Bound:
    def __init__(self, cached, instance):
        self.__func__ = cached
        self.__self__ = instance
        self.cache_info = cached.cache_info
        self.cache_clear = cached.cache_clear

    def __call__(self, /, *args, **keywords):
        return self.__func__(self.__self__, *args, **keywords)


def lru_cache(maxsize=128, typed=False):
    if isinstance(maxsize, int):
        maxsize = max(0, maxsize)
    elif callable(maxsize) and isinstance(typed, bool):
        return _Cached(maxsize, 128, typed)
    elif maxsize is not None:
        raise TypeError('Expected first argument to be an integer, a callable, or None')

    def decorate(func):
        return _Cached(func, maxsize, typed)
    return decorate


def cache(user_function, /):
    return _Cached(user_function, None, False)


def singledispatch(func):
    registry = {object: func}

    def dispatch(cls):
        for base in cls.__mro__:
            if base in registry:
                return registry[base]
        for base in registry:
            if issubclass(cls, base) and base is not object:
                return registry[base]
        return func

    def register(cls, func=None):
        if func is None:
            if isinstance(cls, type):
                return lambda f: register(cls, f)
            func = cls
            hints = getattr(func, '__annotations__', {})
            if not hints:
                raise TypeError('Invalid first argument to `register()`: %r. Use either '
                                '`@register(some_class)` or plain `@register` on an annotated function.'
                                % (cls,))
            cls = next(iter(hints.values()))
        registry[cls] = func
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError('%s requires at least 1 positional argument' % func.__name__)
        return dispatch(type(args[0]))(*args, **kw)

    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    return update_wrapper(wrapper, func)


class singledispatchmethod:
    def __init__(self, func):
        self.dispatcher = singledispatch(func)
        self.func = func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, method)

    def __get__(self, obj, cls=None):
        def method(*args, **kwargs):
            return self.dispatcher.dispatch(type(args[0])).__get__(obj, cls)(*args, **kwargs)
        method.register = self.register
        return update_wrapper(method, self.func)
