# Classes that are made from their annotations.

import sys as _sys


class _Missing:
    def __repr__(self):
        return '<dataclasses._MISSING_TYPE object>'


MISSING = _Missing()


class _KwOnly:
    pass


KW_ONLY = _KwOnly()
_FIELDS = '__dataclass_fields__'
_PARAMS = '__dataclass_params__'


class FrozenInstanceError(AttributeError):
    pass


class InitVar:
    def __init__(self, type):
        self.type = type

    def __class_getitem__(cls, type):
        return InitVar(type)


class Field:
    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = metadata if metadata is not None else {}
        self.kw_only = kw_only
        self._init_only = False

    def __repr__(self):
        return ('Field(name=%r,type=%r,default=%r,default_factory=%r,init=%r,repr=%r,hash=%r,'
                'compare=%r,metadata=%r,kw_only=%r)' % (
                    self.name, self.type, self.default, self.default_factory, self.init, self.repr,
                    self.hash, self.compare, self.metadata, self.kw_only))


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True,
          metadata=None, kw_only=MISSING):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError('cannot specify both default and default_factory')
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def _is(annotation, name):
    # whether an annotation (perhaps a text) is ClassVar or InitVar
    if isinstance(annotation, str):
        head = annotation.split('[')[0].split('.')[-1].strip()
        return head == name
    if name == 'InitVar':
        return annotation is InitVar or isinstance(annotation, InitVar)
    return getattr(annotation, '__origin__', annotation) is _class_var()


def _class_var():
    typing = _sys.modules.get('typing')
    return typing.ClassVar if typing is not None else MISSING


def _collect(cls, kw_only):
    fields = {}
    for base in reversed(cls.__mro__[1:]):
        for name, f in getattr(base, _FIELDS, {}).items():
            if _FIELDS in base.__dict__:
                fields[name] = f
    for name, annotation in cls.__dict__.get('__annotations__', {}).items():
        if annotation is KW_ONLY or _is(annotation, 'KW_ONLY'):
            kw_only = True
            continue
        if _is(annotation, 'ClassVar'):
            continue
        value = cls.__dict__.get(name, MISSING)
        if isinstance(value, Field):
            f = value
            if f.default is MISSING:
                delattr(cls, name)
            else:
                setattr(cls, name, f.default)
        else:
            if type(value).__name__ == 'member_descriptor':
                value = MISSING
            f = field(default=value)
        f.name = name
        f.type = annotation
        f._init_only = _is(annotation, 'InitVar')
        if f.kw_only is MISSING:
            f.kw_only = kw_only
        if f.default is not MISSING and f.default.__class__.__hash__ is None:
            raise ValueError('mutable default %s for field %s is not allowed: use default_factory'
                             % (type(f.default), name))
        fields[name] = f
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in cls.__dict__.get('__annotations__', {}):
            raise TypeError('%r is a field but has no type annotation' % name)
    return fields


def _list_names(names):
    names = [repr(name) for name in names]
    if len(names) <= 2:
        return ' and '.join(names)
    return ', '.join(names[:-1]) + ', and ' + names[-1]


def _make_init(cls, fields, frozen):
    positional = [f for f in fields.values() if f.init and not f.kw_only]
    keyword = [f for f in fields.values() if f.init and f.kw_only]
    seen_default = False
    for f in positional:
        if f.default is not MISSING or f.default_factory is not MISSING:
            seen_default = True
        elif seen_default:
            raise TypeError('non-default argument %r follows default argument' % f.name)
    order = list(fields.values())
    given = [f.name for f in positional] + [f.name for f in keyword]
    init_only = [f.name for f in order if f._init_only]
    post = hasattr(cls, '__post_init__')
    required = len([f for f in positional if f.default is MISSING and f.default_factory is MISSING])
    title = '%s.__init__()' % cls.__qualname__
    put = object.__setattr__ if frozen else setattr

    def __init__(self, /, *args, **kwargs):
        if len(args) > len(positional):
            takes = str(len(positional) + 1)
            if required < len(positional):
                takes = 'from %d to %s' % (required + 1, takes)
            raise TypeError('%s takes %s positional argument%s but %d %s given' % (
                title, takes, '' if takes == '1' else 's', len(args) + 1, 'were'))
        values = {}
        for f, value in zip(positional, args):
            values[f.name] = value
        for name, value in kwargs.items():
            if name not in given:
                raise TypeError('%s got an unexpected keyword argument %r' % (title, name))
            if name in values:
                raise TypeError('%s got multiple values for argument %r' % (title, name))
            values[name] = value
        for group, word in ((positional, 'positional'), (keyword, 'keyword-only')):
            missing = [f.name for f in group if f.name not in values and f.default is MISSING
                       and f.default_factory is MISSING]
            if missing:
                raise TypeError('%s missing %d required %s argument%s: %s' % (
                    title, len(missing), word, '' if len(missing) == 1 else 's', _list_names(missing)))
        late = []
        for f in order:
            name = f.name
            if f.init and name in values:
                value = values[name]
            elif f.default_factory is not MISSING:
                value = f.default_factory()
            elif f.default is not MISSING and (f.init or _FIELDS in cls.__dict__):
                value = f.default
                if not f.init:
                    continue
            else:
                continue
            if f._init_only:
                late.append(value)
            else:
                put(self, name, value)
        if post:
            self.__post_init__(*late)

    return __init__


def _make_repr(names):
    def __repr__(self):
        if id(self) in _in_repr:
            return '...'
        _in_repr.add(id(self))
        try:
            return self.__class__.__qualname__ + '(' + ', '.join(
                ['%s=%r' % (name, getattr(self, name)) for name in names]) + ')'
        finally:
            _in_repr.discard(id(self))
    return __repr__


_in_repr = set()


def _key(self, names):
    return tuple([getattr(self, name) for name in names])


def _comparisons(names):
    def __lt__(self, other):
        if other.__class__ is self.__class__:
            return _key(self, names) < _key(other, names)
        return NotImplemented

    def __le__(self, other):
        if other.__class__ is self.__class__:
            return _key(self, names) <= _key(other, names)
        return NotImplemented

    def __gt__(self, other):
        if other.__class__ is self.__class__:
            return _key(self, names) > _key(other, names)
        return NotImplemented

    def __ge__(self, other):
        if other.__class__ is self.__class__:
            return _key(self, names) >= _key(other, names)
        return NotImplemented

    return __lt__, __le__, __gt__, __ge__


def _make_eq(names):
    def __eq__(self, other):
        if other.__class__ is self.__class__:
            return _key(self, names) == _key(other, names)
        return NotImplemented
    return __eq__


def _make_hash(names):
    def __hash__(self):
        return hash(_key(self, names))
    return __hash__


def _make_frozen(cls, names):
    def __setattr__(self, name, value):
        if type(self) is cls or name in names:
            raise FrozenInstanceError('cannot assign to field %r' % name)
        super(cls, self).__setattr__(name, value)

    def __delattr__(self, name):
        if type(self) is cls or name in names:
            raise FrozenInstanceError('cannot delete field %r' % name)
        super(cls, self).__delattr__(name)

    return __setattr__, __delattr__


class _Params:
    def __init__(self, init, repr, eq, order, unsafe_hash, frozen):
        self.init, self.repr, self.eq = init, repr, eq
        self.order, self.unsafe_hash, self.frozen = order, unsafe_hash, frozen


def _add(cls, function):
    if function.__name__ in cls.__dict__:
        return True
    function.__qualname__ = '%s.%s' % (cls.__qualname__, function.__name__)
    setattr(cls, function.__name__, function)
    return False


def _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots):
    if order and not eq:
        raise ValueError('eq must be true if order is true')
    for base in cls.__mro__[1:]:
        params = getattr(base, _PARAMS, None) if _PARAMS in base.__dict__ else None
        if params is not None:
            if frozen and not params.frozen:
                raise TypeError('cannot inherit frozen dataclass from a non-frozen one')
            if params.frozen and not frozen:
                raise TypeError('cannot inherit non-frozen dataclass from a frozen one')
    fields = _collect(cls, kw_only)
    own_hash = cls.__dict__.get('__hash__', MISSING)
    has_hash = not (own_hash is MISSING or (own_hash is None and '__eq__' in cls.__dict__))
    setattr(cls, _FIELDS, fields)
    setattr(cls, _PARAMS, _Params(init, repr, eq, order, unsafe_hash, frozen))
    kept = {name: f for name, f in fields.items() if not f._init_only}
    if init:
        cls.__init__ = function = _make_init(cls, fields, frozen)
        function.__qualname__ = cls.__qualname__ + '.__init__'
    if repr:
        _add(cls, _make_repr([name for name, f in kept.items() if f.repr]))
    compared = [name for name, f in kept.items() if f.compare]
    if eq:
        _add(cls, _make_eq(compared))
    if order:
        for function in _comparisons(compared):
            if _add(cls, function):
                raise TypeError('Cannot overwrite attribute %s in class %s. Consider using '
                                'functools.total_ordering' % (function.__name__, cls.__name__))
    if frozen:
        for function in _make_frozen(cls, tuple(kept)):
            if _add(cls, function):
                raise TypeError('Cannot overwrite attribute %s in class %s' % (
                    function.__name__, cls.__name__))
    hashed = [name for name, f in kept.items() if (f.compare if f.hash is None else f.hash)]
    if unsafe_hash:
        if has_hash:
            raise TypeError('Cannot overwrite attribute __hash__ in class %s' % cls.__name__)
        cls.__hash__ = _make_hash(hashed)
    elif eq and not has_hash:
        cls.__hash__ = _make_hash(hashed) if frozen else None
    if match_args and '__match_args__' not in cls.__dict__:
        cls.__match_args__ = tuple([name for name, f in fields.items() if f.init and not f.kw_only])
    if slots:
        if '__slots__' in cls.__dict__:
            raise TypeError('%s already specifies __slots__' % cls.__name__)
        namespace = dict(cls.__dict__)
        inherited = set()
        for base in cls.__mro__[1:]:
            inherited.update(getattr(base, '__slots__', ()) if '__slots__' in base.__dict__ else ())
        namespace['__slots__'] = tuple([name for name in kept if name not in inherited])
        for name in kept:
            namespace.pop(name, None)
        namespace.pop('__dict__', None)
        namespace.pop('__weakref__', None)
        qualname = cls.__qualname__
        cls = type(cls)(cls.__name__, cls.__bases__, namespace)
        cls.__qualname__ = qualname
    if not getattr(cls, '__doc__', None):
        cls.__doc__ = cls.__name__
    return cls


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False,
              frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False):
    def wrap(cls):
        return _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots)
    return wrap if cls is None else wrap(cls)


def fields(class_or_instance):
    try:
        found = getattr(class_or_instance, _FIELDS)
    except AttributeError:
        raise TypeError('must be called with a dataclass type or instance') from None
    return tuple([f for f in found.values() if not f._init_only])


def is_dataclass(obj):
    return hasattr(obj if isinstance(obj, type) else type(obj), _FIELDS)


def _plain(value, make_dict):
    if not isinstance(value, type) and hasattr(type(value), _FIELDS):
        return make_dict(value)
    if isinstance(value, tuple) and hasattr(value, '_fields'):
        return type(value)(*[_plain(v, make_dict) for v in value])
    if isinstance(value, (list, tuple)):
        return type(value)([_plain(v, make_dict) for v in value])
    if isinstance(value, dict):
        return type(value)([(_plain(k, make_dict), _plain(v, make_dict)) for k, v in value.items()])
    return value


def asdict(obj, *, dict_factory=dict):
    if isinstance(obj, type) or not hasattr(type(obj), _FIELDS):
        raise TypeError('asdict() should be called on dataclass instances')

    def make(value):
        return dict_factory([(f.name, _plain(getattr(value, f.name), make)) for f in fields(value)])
    return make(obj)


def astuple(obj, *, tuple_factory=tuple):
    if isinstance(obj, type) or not hasattr(type(obj), _FIELDS):
        raise TypeError('astuple() should be called on dataclass instances')

    def make(value):
        return tuple_factory([_plain(getattr(value, f.name), make) for f in fields(value)])
    return make(obj)


def replace(obj, /, **changes):
    if isinstance(obj, type) or not hasattr(type(obj), _FIELDS):
        raise TypeError('replace() should be called on dataclass instances')
    for f in getattr(obj, _FIELDS).values():
        if not f.init:
            if f.name in changes:
                raise ValueError('field %s is declared with init=False, it cannot be specified with '
                                 'replace()' % f.name)
            continue
        if f.name not in changes:
            if f._init_only and f.default is MISSING:
                raise ValueError('InitVar %r must be specified with replace()' % f.name)
            changes[f.name] = getattr(obj, f.name)
    return obj.__class__(**changes)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
    space = dict(namespace or {})
    annotations = {}
    for item in fields:
        if isinstance(item, str):
            annotations[item] = 'typing.Any'
        else:
            annotations[item[0]] = item[1]
            if len(item) == 3:
                space[item[0]] = item[2]
    space['__annotations__'] = annotations
    return dataclass(type(cls_name, bases, space), **options)
