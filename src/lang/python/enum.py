# Enumerations.


class auto:
    def __init__(self, value=None):
        self.value = value


class nonmember:
    def __init__(self, value):
        self.value = value


class member:
    def __init__(self, value):
        self.value = value


_FUNCTIONS = (type(lambda: 0), property, classmethod, staticmethod)


def _is_descriptor(v):
    return isinstance(v, _FUNCTIONS) or hasattr(v, '__get__') or hasattr(v, '__set__') or hasattr(v, '__delete__')


def _is_dunder(name):
    return len(name) > 4 and name[:2] == name[-2:] == '__'


def _is_sunder(name):
    return len(name) > 2 and name[0] == name[-1] == '_' and name[1] != '_'


class _EnumDict(dict):
    # the namespace of the class statement: keeps apart what becomes a member
    def __init__(self, cls_name):
        super().__init__()
        self._members = {}
        self._ignored = []
        self._generate = None
        self._cls_name = cls_name

    def __setitem__(self, key, value):
        if _is_sunder(key):
            if key == '_generate_next_value_':
                self._generate = value.__func__ if isinstance(value, staticmethod) else value
            elif key == '_ignore_':
                self._ignored = value.replace(',', ' ').split() if isinstance(value, str) else list(value)
        elif _is_dunder(key) or key in self._ignored or key.startswith('_%s__' % self._cls_name):
            pass
        elif isinstance(value, nonmember):
            value = value.value
        elif key in self._members:
            raise TypeError('%r already defined as %r' % (key, self[key]))
        elif isinstance(value, member) or not _is_descriptor(value):
            if key in self:
                raise TypeError('%r already defined as %r' % (key, self[key]))
            if isinstance(value, member):
                value = value.value
            value = self._resolve(key, value)
            self._members[key] = value
        super().__setitem__(key, value)

    def _resolve(self, key, value):
        if isinstance(value, auto):
            if value.value is None:
                value.value = self._generate(key, 1, len(self._members), list(self._members.values()))
            return value.value
        if isinstance(value, tuple) and any(isinstance(v, auto) for v in value):
            return tuple([self._resolve(key, v) for v in value])
        return value


def _data_type(bases):
    # what the members are beside being members: int, str, ... or object
    for base in bases:
        for cls in base.__mro__:
            if cls is object or isinstance(cls, EnumType):
                continue
            if '__new__' in cls.__dict__ or cls in (int, str, float, tuple, bytes, complex):
                return cls
    return object


class EnumType(type):
    @classmethod
    def __prepare__(metacls, cls, bases, **kwds):
        for base in bases:
            if isinstance(base, EnumType) and base._member_map_:
                raise TypeError('<enum %r> cannot extend %r' % (cls, base))
        namespace = _EnumDict(cls)
        for base in bases:
            generate = getattr(base, '_generate_next_value_', None)
            if generate is not None:
                namespace._generate = generate
                break
        return namespace

    def __new__(metacls, name, bases, namespace, *, boundary=None, _simple=False, **kwds):
        if not isinstance(namespace, _EnumDict):
            return super().__new__(metacls, name, bases, namespace)
        members = namespace._members
        body = {key: value for key, value in namespace.items() if key not in members}
        for key in namespace._ignored + ['_ignore_']:
            body.pop(key, None)
        if '_generate_next_value_' in body and not isinstance(body['_generate_next_value_'], staticmethod):
            body['_generate_next_value_'] = staticmethod(body['_generate_next_value_'])
        own_new = body.pop('__new__', None)
        cls = super().__new__(metacls, name, bases, body, **kwds)
        cls._member_map_ = {}
        cls._member_names_ = []
        cls._value2member_map_ = {}
        cls._unhashable_ = []
        data = _data_type(bases)
        cls._member_type_ = data
        make = own_new
        for base in bases:
            if make is None:
                make = getattr(base, '_own_new_', None)
        if make is not None:
            cls._own_new_ = make
            make = make.__func__ if isinstance(make, staticmethod) else make
        for key, value in members.items():
            arguments = value if isinstance(value, tuple) else (value,)
            if data is tuple:
                arguments = (arguments,)
            if make is not None:
                obj = make(cls, *arguments)
                if not hasattr(obj, '_value_'):
                    obj._value_ = value if data is object else data(*arguments)
            elif data is object:
                obj = object.__new__(cls)
                obj._value_ = value
            else:
                obj = data.__new__(cls, *arguments)
                obj._value_ = value if data not in (int, str, float) else data(*arguments)
            obj._name_ = key
            obj.__objclass__ = cls
            obj._sort_order_ = len(cls._member_names_)
            init = cls.__init__
            if init is not _enum_init() and init is not object.__init__:
                init(obj, *arguments)
            same = cls._find(obj._value_)
            if same is not None:
                obj = same
            else:
                if not (isinstance(obj._value_, int) and cls._is_flag_ and
                        (obj._value_ == 0 or obj._value_ & (obj._value_ - 1))):
                    cls._member_names_.append(key)
                try:
                    cls._value2member_map_[obj._value_] = obj
                except TypeError:
                    cls._unhashable_.append(obj)
            cls._member_map_[key] = obj
            type.__setattr__(cls, key, obj)
        if data is not object:
            for method in ('__repr__', '__str__', '__format__', '__reduce_ex__'):
                if method not in body:
                    own = _first_enum(cls, method)
                    if own is not None:
                        type.__setattr__(cls, method, own)
        return cls

    def _find(cls, value):
        try:
            return cls._value2member_map_.get(value)
        except TypeError:
            for obj in cls._unhashable_:
                if obj._value_ == value:
                    return obj
        return None

    def __call__(cls, value, names=None, *, module=None, qualname=None, type=None, start=1):
        if names is None:
            return cls._lookup_(value)
        return cls._create(value, names, type, start)

    def _create(cls, name, names, mixin, start):
        metacls = cls.__class__
        bases = (cls,) if mixin is None else (mixin, cls)
        namespace = metacls.__prepare__(name, bases)
        if isinstance(names, str):
            names = names.replace(',', ' ').split()
        if isinstance(names, (list, tuple)) and names and isinstance(names[0], str):
            values = []
            for i, key in enumerate(names):
                values.append(namespace._generate(key, start, i, values[:]))
            names = list(zip(names, values))
        for key, value in (names.items() if isinstance(names, dict) else names):
            namespace[key] = value
        import sys
        namespace['__module__'] = sys._getframe(2).f_globals.get('__name__')
        return metacls.__new__(metacls, name, bases, namespace)

    def __contains__(cls, member):
        if isinstance(member, cls):
            return True
        if not isinstance(member, Enum):
            raise TypeError("unsupported operand type(s) for 'in': '%s' and '%s'" % (
                type(member).__qualname__, cls.__class__.__qualname__))
        return False

    def __delattr__(cls, attr):
        if attr in cls._member_map_:
            raise AttributeError('%r cannot delete member %r.' % (cls.__name__, attr))
        super().__delattr__(attr)

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get('_member_map_', {}):
            raise AttributeError('cannot reassign member %r' % name)
        super().__setattr__(name, value)

    def __getattr__(cls, name):
        raise AttributeError(name)

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __iter__(cls):
        return (cls._member_map_[name] for name in cls._member_names_)

    def __reversed__(cls):
        return (cls._member_map_[name] for name in reversed(cls._member_names_))

    def __len__(cls):
        return len(cls._member_names_)

    def __bool__(cls):
        return True

    @property
    def __members__(cls):
        return dict(cls._member_map_)

    def __repr__(cls):
        return '<%s %r>' % ('flag' if cls._is_flag_ else 'enum', cls.__name__)


EnumMeta = EnumType


def _enum_init():
    return Enum.__init__ if 'Enum' in globals() else object.__init__


def _first_enum(cls, method):
    for base in cls.__mro__[1:]:
        if isinstance(base, EnumType) and method in base.__dict__:
            return base.__dict__[method]
    return None


class _MemberAttribute:
    # name and value: of a member only, so that members may be called so too
    def __init__(self, attribute):
        self._attribute = attribute

    def __get__(self, instance, owner=None):
        if instance is None:
            raise AttributeError('%r has no attribute %r' % (owner, self._attribute.strip('_')))
        return getattr(instance, self._attribute)

    def __set__(self, instance, value):
        raise AttributeError('<enum %r> cannot set attribute %r' % (
            type(instance).__name__, self._attribute.strip('_')))


class Enum(metaclass=EnumType):
    _is_flag_ = False
    name = _MemberAttribute('_name_')
    value = _MemberAttribute('_value_')

    @classmethod
    def _lookup_(cls, value):
        if type(value) is cls:
            return value
        found = cls._find(value)
        if found is not None:
            return found
        if not cls._member_map_:
            raise TypeError('%r has no members defined' % cls)
        missing = cls._missing_(value)
        if isinstance(missing, cls):
            return missing
        if missing is None:
            raise ValueError('%r is not a valid %s' % (value, cls.__qualname__))
        raise TypeError('error in %s._missing_: returned %r instead of None or a valid member'
                        % (cls.__name__, missing))

    def __init__(self, *args, **kwds):
        pass

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start
        try:
            return sorted(last_values)[-1] + 1
        except TypeError:
            return last_values[-1] + 1

    @classmethod
    def _missing_(cls, value):
        return None

    def __repr__(self):
        return '<%s.%s: %r>' % (type(self).__name__, self._name_, self._value_)

    def __str__(self):
        return '%s.%s' % (type(self).__name__, self._name_)

    def __format__(self, format_spec):
        return str.__format__(str(self), format_spec)

    def __hash__(self):
        return hash(self._name_)

    def __dir__(self):
        return ['__class__', '__doc__', '__eq__', '__hash__', '__module__', 'name', 'value']

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce_ex__(self, proto):
        return type(self), (self._value_,)


class ReprEnum(Enum):
    pass


class IntEnum(int, ReprEnum):
    def __str__(self):
        return int.__repr__(self)

    def __format__(self, spec):
        return int.__format__(self, spec)


class StrEnum(str, ReprEnum):
    def __new__(cls, value):
        if not isinstance(value, str):
            raise TypeError('%r is not a string' % (value,))
        obj = str.__new__(cls, value)
        obj._value_ = value
        return obj

    def __str__(self):
        return str.__str__(self)

    def __format__(self, spec):
        return str.__format__(self, spec)

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()


class Flag(Enum):
    _is_flag_ = True

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return 1 << max([v.bit_length() for v in last_values if isinstance(v, int)], default=0)

    @classmethod
    def _all(cls):
        result = 0
        for value in cls._value2member_map_:
            if not value & (value - 1):
                result |= value
        return result

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            raise ValueError('%r is not a valid %s' % (value, cls.__qualname__))
        known = cls._all()
        if value < 0:
            value &= known
        if value & ~known and not issubclass(cls, int):
            width = max(value.bit_length(), known.bit_length())
            raise ValueError('%r invalid value %r\n    given %s\n  allowed %s' % (
                cls, value, _binary(value, width), _binary(known, width)))
        found = cls._value2member_map_.get(value)
        if found is not None:
            return found
        if cls._member_type_ is object:
            obj = object.__new__(cls)
        else:
            obj = cls._member_type_.__new__(cls, value)
        names = [m._name_ for m in cls if m._value_ & value]
        left = value & ~known
        if left:
            names.append(str(left))
        obj._name_ = '|'.join(names) if names and value else None
        obj._value_ = value
        cls._value2member_map_[value] = obj
        return obj

    def __iter__(self):
        for m in type(self):
            if m._value_ & self._value_:
                yield m

    def __len__(self):
        return bin(self._value_).count('1')

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError("unsupported operand type(s) for 'in': %r and %r" % (
                type(other).__qualname__, self.__class__.__qualname__))
        return other._value_ & self._value_ == other._value_

    def __repr__(self):
        if self._name_ is None:
            return '<%s: %r>' % (type(self).__name__, self._value_)
        return '<%s.%s: %r>' % (type(self).__name__, self._name_, self._value_)

    def __str__(self):
        if self._name_ is None:
            return '%s(%r)' % (type(self).__name__, self._value_)
        return '%s.%s' % (type(self).__name__, self._name_)

    def __bool__(self):
        return bool(self._value_)

    def _other(self, other):
        if isinstance(other, type(self)):
            return other._value_
        if self._member_type_ is not object and isinstance(other, self._member_type_):
            return other
        return None

    def __or__(self, other):
        value = self._other(other)
        return NotImplemented if value is None else type(self)(self._value_ | value)

    def __and__(self, other):
        value = self._other(other)
        return NotImplemented if value is None else type(self)(self._value_ & value)

    def __xor__(self, other):
        value = self._other(other)
        return NotImplemented if value is None else type(self)(self._value_ ^ value)

    def __invert__(self):
        return type(self)(type(self)._all() & ~self._value_)

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__

    def __hash__(self):
        return hash(self._value_)


class IntFlag(int, Flag):
    def __repr__(self):
        return Flag.__repr__(self)

    def __str__(self):
        return int.__repr__(self)

    def __format__(self, spec):
        return int.__format__(self, spec)

    def __hash__(self):
        return hash(self._value_)


def _binary(value, width):
    return '0b0 ' + format(value, '0%db' % width)


def unique(enumeration):
    doubles = [(name, m._name_) for name, m in enumeration._member_map_.items() if name != m._name_]
    if doubles:
        raise ValueError('duplicate values found in %r: %s' % (
            enumeration, ', '.join(['%s -> %s' % pair for pair in doubles])))
    return enumeration
