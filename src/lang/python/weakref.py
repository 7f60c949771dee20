# References that do not keep what they refer to alive.
from _weakref import getweakrefcount, ref
from collections.abc import MutableMapping, MutableSet

__all__ = ['ref', 'getweakrefcount', 'WeakKeyDictionary', 'ReferenceType',
           'WeakValueDictionary', 'WeakSet', 'WeakMethod', 'finalize']

ReferenceType = ref


class WeakMethod(ref):
    """A reference to a bound method, which goes when its object or its function goes."""

    def __new__(cls, method, callback=None):
        if not hasattr(method, '__self__') or not hasattr(method, '__func__'):
            raise TypeError(f"argument should be a bound method, not {type(method)}")

        def gone(reference):
            own = back()
            if own is not None and own._alive:
                own._alive = False
                if callback is not None:
                    callback(own)
        self = ref.__new__(cls, method.__self__, gone)
        self._function = ref(method.__func__, gone)
        self._type = type(method)
        self._alive = True
        back = ref(self)
        return self

    def __init__(self, method, callback=None):
        pass

    def __call__(self):
        object, function = ref.__call__(self), self._function()
        if object is None or function is None:
            return None
        return self._type(function, object)

    def __eq__(self, other):
        if not isinstance(other, WeakMethod):
            return NotImplemented
        if not self._alive or not other._alive:
            return self is other
        return ref.__eq__(self, other) and self._function == other._function

    __hash__ = ref.__hash__


class WeakSet(MutableSet):
    def __init__(self, data=None):
        self.data = set()
        own = ref(self)

        def remove(reference):
            self = own()
            if self is not None:
                self.data.discard(reference)
        self._remove = remove
        if data is not None:
            self.update(data)

    def __iter__(self):
        for reference in list(self.data):
            item = reference()
            if item is not None:
                yield item

    def __len__(self):
        return len(self.data)

    def __contains__(self, item):
        try:
            return ref(item) in self.data
        except TypeError:
            return False

    def add(self, item):
        self.data.add(ref(item, self._remove))

    def discard(self, item):
        self.data.discard(ref(item))

    def remove(self, item):
        self.data.remove(ref(item))

    def clear(self):
        self.data.clear()

    def pop(self):
        while True:
            if not self.data:
                raise KeyError('pop from empty WeakSet')
            item = self.data.pop()()
            if item is not None:
                return item

    def copy(self):
        return self.__class__(self)

    def update(self, other):
        for item in other:
            self.add(item)

    def __ior__(self, other):
        self.update(other)
        return self

    def union(self, other):
        return self.__class__(item for items in (self, other) for item in items)

    __or__ = union

    def difference(self, other):
        result = self.copy()
        for item in other:
            result.discard(item)
        return result

    __sub__ = difference

    def intersection(self, other):
        return self.__class__(item for item in other if item in self)

    __and__ = intersection

    def issubset(self, other):
        return all(item in other for item in self)

    def issuperset(self, other):
        return all(item in self for item in other)

    def isdisjoint(self, other):
        return not any(item in self for item in other)

    def __repr__(self):
        return repr(self.data)


class WeakValueDictionary(MutableMapping):
    def __init__(self, other=(), /, **kw):
        self.data = {}
        self._own = ref(self)
        self.update(other, **kw)

    def _reference(self, key, value):
        own = self._own

        def remove(reference):
            self = own()
            if self is not None and self.data.get(key) is reference:
                del self.data[key]
        return ref(value, remove)

    def __getitem__(self, key):
        value = self.data[key]()
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key, value):
        self.data[key] = self._reference(key, value)

    def __delitem__(self, key):
        del self.data[key]

    def __len__(self):
        return len(self.data)

    def __contains__(self, key):
        return key in self.data and self.data[key]() is not None

    def __iter__(self):
        for key, reference in list(self.data.items()):
            if reference() is not None:
                yield key

    def keys(self):
        return iter(self)

    def values(self):
        for reference in list(self.data.values()):
            value = reference()
            if value is not None:
                yield value

    def items(self):
        for key, reference in list(self.data.items()):
            value = reference()
            if value is not None:
                yield key, value

    def get(self, key, default=None):
        reference = self.data.get(key)
        value = None if reference is None else reference()
        return default if value is None else value

    def setdefault(self, key, default=None):
        value = self.get(key)
        if value is None:
            self[key] = default
            return default
        return value

    def pop(self, key, *args):
        reference = self.data.pop(key, None)
        value = None if reference is None else reference()
        if value is None:
            if args:
                return args[0]
            raise KeyError(key)
        return value

    def copy(self):
        return WeakValueDictionary(self)

    def valuerefs(self):
        return list(self.data.values())

    def __repr__(self):
        return f'<{type(self).__name__} at {id(self):#x}>'


class WeakKeyDictionary(MutableMapping):
    def __init__(self, dict=None):
        self.data = {}
        own = ref(self)

        def remove(reference):
            self = own()
            if self is not None:
                self.data.pop(reference, None)
        self._remove = remove
        if dict is not None:
            self.update(dict)

    def __getitem__(self, key):
        return self.data[ref(key)]

    def __setitem__(self, key, value):
        self.data[ref(key, self._remove)] = value

    def __delitem__(self, key):
        del self.data[ref(key)]

    def __len__(self):
        return len(self.data)

    def __contains__(self, key):
        try:
            return ref(key) in self.data
        except TypeError:
            return False

    def __iter__(self):
        for reference in list(self.data):
            key = reference()
            if key is not None:
                yield key

    def keys(self):
        return iter(self)

    def values(self):
        for reference, value in list(self.data.items()):
            if reference() is not None:
                yield value

    def items(self):
        for reference, value in list(self.data.items()):
            key = reference()
            if key is not None:
                yield key, value

    def get(self, key, default=None):
        return self.data.get(ref(key), default)

    def setdefault(self, key, default=None):
        return self.data.setdefault(ref(key, self._remove), default)

    def pop(self, key, *args):
        return self.data.pop(ref(key), *args)

    def copy(self):
        return WeakKeyDictionary(self)

    def keyrefs(self):
        return list(self.data)

    def __repr__(self):
        return f'<{type(self).__name__} at {id(self):#x}>'


class finalize:
    """Calls a function once its object is gone."""

    _registry = {}

    def __init__(self, obj, func, /, *args, **kwargs):
        self._key = key = object()
        self.atexit = True
        registry = finalize._registry

        def gone(reference):
            self = registry.get(key)
            if self is not None:
                self[0]()
        registry[key] = (self, ref(obj, gone), func, args, kwargs)

    def __call__(self, _=None):
        entry = finalize._registry.pop(self._key, None)
        if entry is not None:
            return entry[2](*entry[3], **entry[4])

    def detach(self):
        entry = finalize._registry.get(self._key)
        obj = entry and entry[1]()
        if obj is not None:
            del finalize._registry[self._key]
            return obj, entry[2], entry[3], entry[4]

    def peek(self):
        entry = finalize._registry.get(self._key)
        obj = entry and entry[1]()
        if obj is not None:
            return obj, entry[2], entry[3], entry[4]

    @property
    def alive(self):
        return self._key in finalize._registry

    def __repr__(self):
        entry = finalize._registry.get(self._key)
        if entry is None:
            return f'<finalize object at {id(self):#x}; dead>'
        obj = entry[1]()
        return f'<finalize object at {id(self):#x}; for {type(obj).__name__!r} at {id(obj):#x}>'
