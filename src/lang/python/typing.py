# Names for annotations: at run time they do nothing but print.

import collections as _collections
import collections.abc as _abc
import contextlib as _contextlib

TYPE_CHECKING = False


def _text(item):
    if item is Ellipsis:
        return '...'
    if isinstance(item, type):
        if item is type(None):
            return 'NoneType'
        return item.__qualname__ if item.__module__ == 'builtins' else '%s.%s' % (
            item.__module__, item.__qualname__)
    if isinstance(item, list):
        return '[%s]' % ', '.join([_text(i) for i in item])
    return repr(item)


def _none(item):
    return type(None) if item is None else item


class _Alias:
    def __init__(self, name, origin, args):
        self._name = name
        self.__origin__ = origin
        self.__args__ = args
        self.__parameters__ = tuple([a for a in args if isinstance(a, TypeVar)])

    def __getitem__(self, item):
        items = item if isinstance(item, tuple) else (item,)
        items = iter(items)
        return _Alias(self._name, self.__origin__, tuple(
            [next(items, a) if isinstance(a, TypeVar) else a for a in self.__args__]))

    def __call__(self, *args, **kwargs):
        return self.__origin__(*args, **kwargs)

    def __mro_entries__(self, bases):
        return (self.__origin__,)

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __eq__(self, other):
        if not isinstance(other, _Alias):
            return NotImplemented
        return self._name == other._name and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self._name, self.__args__))

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return getattr(self.__origin__, name)

    def __repr__(self):
        if self.__origin__ is Union:
            args = self.__args__
            if len(args) == 2 and type(None) in args:
                return 'typing.Optional[%s]' % _text(args[0] if args[1] is type(None) else args[1])
            return 'typing.Union[%s]' % ', '.join([_text(a) for a in args])
        args = self.__args__
        if self._name == 'typing.Callable':
            head = '...' if args[0] is Ellipsis else _text(list(args[:-1]))
            return 'typing.Callable[%s, %s]' % (head, _text(args[-1]))
        return '%s[%s]' % (self._name, ', '.join([_text(a) for a in args]))


class _Special:
    def __init__(self, name, origin=None):
        self._name = name
        self.__origin__ = origin

    def __getitem__(self, item):
        items = item if isinstance(item, tuple) else (item,)
        if self._name == 'Callable':
            head = items[0]
            items = (tuple(head) if isinstance(head, list) else (head,)) + items[1:]
        if self._name != 'Literal':
            items = tuple([_none(i) for i in items])
        return _Alias('typing.' + self._name, self if self.__origin__ is None else self.__origin__, items)

    def __call__(self, *args, **kwargs):
        if self.__origin__ is None:
            raise TypeError('Cannot instantiate %r' % self)
        return self.__origin__(*args, **kwargs)

    def __mro_entries__(self, bases):
        return () if self.__origin__ is None else (self.__origin__,)

    def __instancecheck__(self, obj):
        if self.__origin__ is None:
            raise TypeError('%r cannot be used with isinstance()' % self)
        return isinstance(obj, self.__origin__)

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __repr__(self):
        return 'typing.' + self._name


class _UnionForm(_Special):
    def __getitem__(self, item):
        items = item if isinstance(item, tuple) else (item,)
        flat = []
        for i in items:
            inner = i.__args__ if isinstance(i, _Alias) and i.__origin__ is Union else (_none(i),)
            for j in inner:
                if j not in flat:
                    flat.append(j)
        return flat[0] if len(flat) == 1 else _Alias('typing.Union', self, tuple(flat))


class _OptionalForm(_Special):
    def __getitem__(self, item):
        return Union[item, None]


Union = _UnionForm('Union')
Optional = _OptionalForm('Optional')
Any = _Special('Any')
NoReturn = _Special('NoReturn')
Never = _Special('Never')
Self = _Special('Self')
LiteralString = _Special('LiteralString')
ClassVar = _Special('ClassVar')
Final = _Special('Final')
Literal = _Special('Literal')
Annotated = _Special('Annotated')
TypeAlias = _Special('TypeAlias')
Concatenate = _Special('Concatenate')
TypeGuard = _Special('TypeGuard')
Required = _Special('Required')
NotRequired = _Special('NotRequired')
Unpack = _Special('Unpack')
List = _Special('List', list)
Dict = _Special('Dict', dict)
Set = _Special('Set', set)
FrozenSet = _Special('FrozenSet', frozenset)
Tuple = _Special('Tuple', tuple)
Type = _Special('Type', type)
Deque = _Special('Deque', _collections.deque)
DefaultDict = _Special('DefaultDict', _collections.defaultdict)
OrderedDict = _Special('OrderedDict', _collections.OrderedDict)
Counter = _Special('Counter', _collections.Counter)
ChainMap = _Special('ChainMap', _collections.ChainMap)
Callable = _Special('Callable', _abc.Callable)
Hashable = _Special('Hashable', _abc.Hashable)
Sized = _Special('Sized', _abc.Sized)
Iterable = _Special('Iterable', _abc.Iterable)
Iterator = _Special('Iterator', _abc.Iterator)
Reversible = _Special('Reversible', _abc.Reversible)
Container = _Special('Container', _abc.Container)
Collection = _Special('Collection', _abc.Collection)
Sequence = _Special('Sequence', _abc.Sequence)
MutableSequence = _Special('MutableSequence', _abc.MutableSequence)
AbstractSet = _Special('AbstractSet', _abc.Set)
MutableSet = _Special('MutableSet', _abc.MutableSet)
Mapping = _Special('Mapping', _abc.Mapping)
MutableMapping = _Special('MutableMapping', _abc.MutableMapping)
Generator = _Special('Generator', _abc.Generator)
Awaitable = _Special('Awaitable', _abc.Awaitable)
Coroutine = _Special('Coroutine', _abc.Coroutine)
AsyncIterable = _Special('AsyncIterable', _abc.AsyncIterable)
AsyncIterator = _Special('AsyncIterator', _abc.AsyncIterator)
AsyncGenerator = _Special('AsyncGenerator', _abc.AsyncGenerator)
ContextManager = _Special('ContextManager', _contextlib.AbstractContextManager)
AsyncContextManager = _Special('AsyncContextManager', _contextlib.AbstractAsyncContextManager)
Text = str
ByteString = _abc.ByteString


class _Variable:
    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False, **others):
        self.__name__ = name
        self.__constraints__ = constraints
        self.__bound__ = bound
        self._sign = '+' if covariant else '-' if contravariant else '~'

    def __repr__(self):
        return self._sign + self.__name__

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


class TypeVar(_Variable):
    pass


class ParamSpec(_Variable):
    args = kwargs = Any


class TypeVarTuple(_Variable):
    def __repr__(self):
        return self.__name__

    def __iter__(self):
        yield self


AnyStr = TypeVar('AnyStr', bytes, str)


class Generic:
    __slots__ = ()

    def __class_getitem__(cls, item):
        items = item if isinstance(item, tuple) else (item,)
        name = 'typing.Generic' if cls is Generic else '%s.%s' % (cls.__module__, cls.__qualname__)
        return _Alias(name, cls, items)


class _ProtocolMeta(type(_abc.Sized)):
    def __instancecheck__(cls, instance):
        if cls.__dict__.get('_is_protocol') and not cls.__dict__.get('_runtime'):
            if cls is Protocol:
                return super().__instancecheck__(instance)
            raise TypeError('Instance and class checks can only be used with @runtime_checkable protocols')
        if cls.__dict__.get('_is_protocol') and all(hasattr(instance, n) for n in _members(cls)):
            return True
        return super().__instancecheck__(instance)


def _members(cls):
    names = set()
    for base in cls.__mro__:
        if base.__dict__.get('_is_protocol') and base is not Protocol:
            names.update(base.__dict__.get('__annotations__', {}))
            names.update([n for n in base.__dict__ if not n.startswith('_') or n in (
                '__call__', '__len__', '__iter__', '__enter__', '__exit__', '__aenter__', '__aexit__')])
    return names


class Protocol(Generic, metaclass=_ProtocolMeta):
    __slots__ = ()
    _is_protocol = True

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if '_is_protocol' not in cls.__dict__:
            cls._is_protocol = Protocol in cls.__bases__
        if cls._is_protocol and '__init__' not in cls.__dict__:
            cls.__init__ = _no_init


def _no_init(self, *args, **kwargs):
    if type(self)._is_protocol:
        raise TypeError('Protocols cannot be instantiated')
    for base in type(self).__mro__:
        init = base.__dict__.get('__init__', _no_init)
        if init is not _no_init:
            init(self, *args, **kwargs)
            return


def runtime_checkable(cls):
    cls._runtime = True
    return cls


class _NamedTupleMeta(type):
    # `class P(NamedTuple)` makes no class of its own but what namedtuple() gives
    def __new__(metacls, name, bases, namespace):
        types = namespace.get('__annotations__', {})
        fields = list(types)
        defaults = [namespace[f] for f in fields if f in namespace]
        result = _collections.namedtuple(name, fields, defaults=defaults, module=namespace.get('__module__'))
        for key, value in namespace.items():
            if key not in fields and key not in ('__module__', '__qualname__', '__classcell__'):
                setattr(result, key, value)
        result.__annotations__ = types
        return result


class _NamedTupleForm:
    def __mro_entries__(self, bases):
        return (_NamedTupleBase,)

    def __call__(self, typename, fields=(), /, **kwargs):
        pairs = list(fields) or list(kwargs.items())
        result = _collections.namedtuple(typename, [name for name, _ in pairs])
        result.__annotations__ = dict(pairs)
        return result


NamedTuple = _NamedTupleForm()
_NamedTupleBase = type.__new__(_NamedTupleMeta, '_NamedTupleBase', (), {})


class _TypedDictMeta(type):
    def __new__(metacls, name, bases, namespace, total=True):
        cls = type.__new__(metacls, name, (dict,), namespace)
        annotations = {}
        for base in bases:
            annotations.update(base.__dict__.get('__annotations__', {}))
        annotations.update(namespace.get('__annotations__', {}))
        cls.__annotations__ = annotations
        cls.__total__ = total
        return cls

    def __call__(cls, /, *args, **kwargs):
        return dict(*args, **kwargs)


class _TypedDictForm:
    def __mro_entries__(self, bases):
        return (_TypedDictBase,)

    def __call__(self, typename, fields=None, /, *, total=True, **kwargs):
        return _TypedDictMeta(typename, (), {'__annotations__': dict(fields or kwargs)}, total=total)


TypedDict = _TypedDictForm()
_TypedDictBase = type.__new__(_TypedDictMeta, '_TypedDictBase', (dict,), {})


class NewType:
    def __init__(self, name, tp):
        self.__name__ = self.__qualname__ = name
        self.__supertype__ = tp

    def __call__(self, x):
        return x

    def __repr__(self):
        return '__main__.' + self.__name__


def cast(typ, val):
    return val


def overload(func):
    return func


def final(f):
    return f


def no_type_check(arg):
    return arg


def assert_type(val, typ, /):
    return val


def reveal_type(obj, /):
    return obj


def assert_never(arg, /):
    raise AssertionError('Expected code to be unreachable, but got: %r' % (arg,))


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    hints = {}
    if isinstance(obj, type):
        for base in reversed(obj.__mro__):
            hints.update(base.__dict__.get('__annotations__', {}))
    else:
        hints.update(getattr(obj, '__annotations__', {}))
    return {name: _none(hint) for name, hint in hints.items()}


def get_origin(tp):
    return getattr(tp, '__origin__', None)


def get_args(tp):
    return getattr(tp, '__args__', ())


def is_typeddict(tp):
    return isinstance(tp, _TypedDictMeta)
