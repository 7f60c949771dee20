# Looking at functions, coroutines, classes and frames.
import enum
import functools
import sys
import types

import _traceback

__all__ = ['signature', 'Signature', 'Parameter', 'BoundArguments', 'iscoroutine', 'isawaitable',
           'iscoroutinefunction', 'isasyncgen', 'isasyncgenfunction', 'isgenerator', 'cleandoc',
           'isgeneratorfunction', 'getcoroutinestate', 'getgeneratorstate', 'getcoroutinelocals',
           'isfunction', 'ismethod', 'isclass', 'ismodule', 'isbuiltin', 'isroutine', 'getmembers',
           'getdoc', 'currentframe', 'getmro', 'isframe', 'istraceback', 'iscode', 'getmodule',
           'getfile', 'getsourcefile', 'getsource', 'getsourcelines', 'stack', 'isabstract',
           'getfullargspec', 'unwrap', 'isdatadescriptor', 'ismethoddescriptor', 'get_annotations',
           'getgeneratorlocals', 'getmodulename', 'CORO_CREATED', 'CORO_RUNNING', 'CORO_SUSPENDED',
           'CORO_CLOSED', 'GEN_CREATED', 'GEN_RUNNING', 'GEN_SUSPENDED', 'GEN_CLOSED', 'FrameInfo']

CO_OPTIMIZED, CO_NEWLOCALS, CO_VARARGS, CO_VARKEYWORDS, CO_NESTED, CO_GENERATOR = 1, 2, 4, 8, 16, 32
CO_COROUTINE, CO_ITERABLE_COROUTINE, CO_ASYNC_GENERATOR = 128, 256, 512
CORO_CREATED = 'CORO_CREATED'
CORO_RUNNING = 'CORO_RUNNING'
CORO_SUSPENDED = 'CORO_SUSPENDED'
CORO_CLOSED = 'CORO_CLOSED'
GEN_CREATED = 'GEN_CREATED'
GEN_RUNNING = 'GEN_RUNNING'
GEN_SUSPENDED = 'GEN_SUSPENDED'
GEN_CLOSED = 'GEN_CLOSED'

_function = type(lambda: None)
_method = type((_k := type('_k', (), {'m': lambda self: 0}))().m)
_builtin = type(len)
_generator = type((lambda: (yield))())
_code = (lambda: 0).__code__.__class__


async def _coro():
    yield


_agen = type(_coro())


async def _coro():
    pass


_c = _coro()
_coroutine = type(_c)
_c.close()
del _k, _coro, _c


# ---- what it is

def ismodule(object):
    return isinstance(object, type(sys))


def isclass(object):
    return isinstance(object, type)


def ismethod(object):
    return isinstance(object, _method)


def isfunction(object):
    return isinstance(object, _function)


def isbuiltin(object):
    return isinstance(object, _builtin)


def isroutine(object):
    return isbuiltin(object) or isfunction(object) or ismethod(object) or ismethoddescriptor(object)


def ismethoddescriptor(object):
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    return hasattr(type(object), '__get__') and not hasattr(type(object), '__set__')


def isdatadescriptor(object):
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    return hasattr(type(object), '__set__') or hasattr(type(object), '__delete__')


def isframe(object):
    return type(object).__name__ == 'frame'


def istraceback(object):
    return type(object).__name__ == 'traceback'


def iscode(object):
    return isinstance(object, _code)


def isgenerator(object):
    return isinstance(object, _generator)


def iscoroutine(object):
    return isinstance(object, _coroutine)


def isasyncgen(object):
    return isinstance(object, _agen)


def isawaitable(object):
    return isinstance(object, _coroutine) or hasattr(type(object), '__await__')


def _unwrapped(f):
    while ismethod(f):
        f = f.__func__
    while isinstance(f, functools.partial):
        f = f.func
    return f


def _has_flag(f, flag):
    f = _unwrapped(f)
    return isfunction(f) and bool(f.__code__.co_flags & flag)


def isgeneratorfunction(obj):
    return _has_flag(obj, CO_GENERATOR)


def iscoroutinefunction(obj):
    return _has_flag(obj, CO_COROUTINE)


def isasyncgenfunction(obj):
    return _has_flag(obj, CO_ASYNC_GENERATOR)


def isabstract(object):
    return isclass(object) and bool(getattr(object, '__abstractmethods__', None))


# ---- states

def getcoroutinestate(coroutine):
    if coroutine.cr_running:
        return CORO_RUNNING
    if coroutine.cr_frame is None:
        return CORO_CLOSED
    return CORO_SUSPENDED if coroutine.cr_suspended else CORO_CREATED


def getgeneratorstate(generator):
    if generator.gi_running:
        return GEN_RUNNING
    if generator.gi_frame is None:
        return GEN_CLOSED
    return GEN_SUSPENDED if generator.gi_suspended else GEN_CREATED


def getcoroutinelocals(coroutine):
    return coroutine.cr_frame.f_locals if coroutine.cr_frame else {}


def getgeneratorlocals(generator):
    return generator.gi_frame.f_locals if generator.gi_frame else {}


# ---- frames and sources

def currentframe():
    return sys._getframe(1)


class Traceback(tuple):
    pass


class FrameInfo(tuple):
    frame = property(lambda self: self[0])
    filename = property(lambda self: self[1])
    lineno = property(lambda self: self[2])
    function = property(lambda self: self[3])
    code_context = property(lambda self: self[4])
    index = property(lambda self: self[5])


def _frame_info(f):
    line = _traceback.line(f.f_code.co_filename, f.f_lineno)
    return FrameInfo((f, f.f_code.co_filename, f.f_lineno, f.f_code.co_name, [line + '\n'] if line else None, 0))


def stack(context=1):
    f = sys._getframe(1)
    found = []
    while f is not None:
        if not f.f_code.co_filename.startswith('<frozen '):
            found.append(_frame_info(f))
        f = f.f_back
    return found


def getframeinfo(frame, context=1):
    if istraceback(frame):
        frame = frame.tb_frame
    return FrameInfo(_frame_info(frame))


def _code_of(object):
    object = unwrap(_unwrapped(object)) if not isclass(object) else object
    if isfunction(object):
        return object.__code__
    if isframe(object):
        return object.f_code
    if iscode(object):
        return object
    raise TypeError('module, class, method, function, traceback, frame, or code object was expected, '
                    f'got {type(object).__name__}')


def getfile(object):
    if ismodule(object):
        return object.__file__
    if isclass(object):
        return sys.modules[object.__module__].__file__
    return _code_of(object).co_filename


getsourcefile = getfile


def getsourcelines(object):
    code = _code_of(object)
    number = code.co_firstlineno
    lines = []
    first = _traceback.line(code.co_filename, number)
    if not first:
        raise OSError('could not get source code')
    margin = len(first) - len(first.lstrip())
    decorated = first.lstrip().startswith('@')
    at = number
    while True:
        line = _traceback.line(code.co_filename, at)
        if not line and not _traceback.line(code.co_filename, at + 1) and \
                not _traceback.line(code.co_filename, at + 2):
            break
        inner = not line.strip() or len(line) - len(line.lstrip()) > margin
        if lines and not inner and not decorated and not line.lstrip().startswith(')'):
            break
        if decorated and not line.lstrip().startswith('@'):
            decorated = False
        lines.append(line + '\n')
        at += 1
    while lines and not lines[-1].strip():
        lines.pop()
    return lines, number


def getsource(object):
    return ''.join(getsourcelines(object)[0])


def getmodule(object, _filename=None):
    if ismodule(object):
        return object
    return sys.modules.get(getattr(object, '__module__', None))


def getmodulename(path):
    name = path.rpartition('/')[2]
    return name[:-3] if name.endswith('.py') else None


def cleandoc(doc):
    lines = doc.expandtabs().split('\n')
    margin = min((len(l) - len(l.lstrip()) for l in lines[1:] if l.strip()), default=0)
    lines = [lines[0].lstrip()] + [l[margin:] for l in lines[1:]]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return '\n'.join(lines)


def getdoc(object):
    doc = getattr(object, '__doc__', None)
    return cleandoc(doc) if isinstance(doc, str) else None


def getmro(cls):
    return cls.__mro__


def getmembers(object, predicate=None):
    found = []
    for name in dir(object):
        try:
            value = getattr(object, name)
        except AttributeError:
            continue
        if predicate is None or predicate(value):
            found.append((name, value))
    found.sort(key=lambda pair: pair[0])
    return found


def unwrap(func, *, stop=None):
    while hasattr(func, '__wrapped__') and not (stop is not None and stop(func)):
        func = func.__wrapped__
    return func


def get_annotations(obj, *, globals=None, locals=None, eval_str=False):
    return dict(getattr(obj, '__annotations__', None) or {})


# ---- signatures

class _empty:
    pass


class _ParameterKind(enum.IntEnum):
    POSITIONAL_ONLY = 0
    POSITIONAL_OR_KEYWORD = 1
    VAR_POSITIONAL = 2
    KEYWORD_ONLY = 3
    VAR_KEYWORD = 4

    def __str__(self):
        return self.name

    @property
    def description(self):
        return ('positional-only', 'positional or keyword', 'variadic positional', 'keyword-only',
                'variadic keyword')[self]


def _format_annotation(annotation):
    if isinstance(annotation, type) and type(annotation) is type:
        if annotation.__module__ in ('builtins', '__main__') and annotation.__module__ == 'builtins':
            return annotation.__qualname__
        return f'{annotation.__module__}.{annotation.__qualname__}'
    return repr(annotation).replace('typing.', '')


class Parameter:
    POSITIONAL_ONLY = _ParameterKind.POSITIONAL_ONLY
    POSITIONAL_OR_KEYWORD = _ParameterKind.POSITIONAL_OR_KEYWORD
    VAR_POSITIONAL = _ParameterKind.VAR_POSITIONAL
    KEYWORD_ONLY = _ParameterKind.KEYWORD_ONLY
    VAR_KEYWORD = _ParameterKind.VAR_KEYWORD
    empty = _empty

    def __init__(self, name, kind, *, default=_empty, annotation=_empty):
        self.name = name
        self.kind = _ParameterKind(kind)
        self.default = default
        self.annotation = annotation

    def replace(self, **changes):
        values = {'name': self.name, 'kind': self.kind, 'default': self.default,
                  'annotation': self.annotation} | changes
        return Parameter(values.pop('name'), values.pop('kind'), **values)

    def __str__(self):
        text = self.name
        if self.annotation is not _empty:
            text += ': ' + _format_annotation(self.annotation)
        if self.default is not _empty:
            text += (' = ' if self.annotation is not _empty else '=') + repr(self.default)
        stars = {Parameter.VAR_POSITIONAL: '*', Parameter.VAR_KEYWORD: '**'}.get(self.kind, '')
        return stars + text

    def __repr__(self):
        return f'<Parameter "{self}">'

    def __eq__(self, other):
        if not isinstance(other, Parameter):
            return NotImplemented
        return (self.name, self.kind, self.default, self.annotation) == (
            other.name, other.kind, other.default, other.annotation)

    def __hash__(self):
        return hash((self.name, self.kind))


class BoundArguments:
    def __init__(self, signature, arguments):
        self.signature = signature
        self.arguments = arguments

    @property
    def args(self):
        found = []
        for name, p in self.signature.parameters.items():
            if p.kind in (Parameter.VAR_KEYWORD, Parameter.KEYWORD_ONLY) or name not in self.arguments:
                break
            if p.kind == Parameter.VAR_POSITIONAL:
                found.extend(self.arguments[name])
            else:
                found.append(self.arguments[name])
        return tuple(found)

    @property
    def kwargs(self):
        found = {}
        missing = False
        for name, p in self.signature.parameters.items():
            if p.kind in (Parameter.VAR_KEYWORD, Parameter.KEYWORD_ONLY):
                missing = True
            elif name not in self.arguments:
                missing = True
                continue
            if missing and name in self.arguments:
                if p.kind == Parameter.VAR_KEYWORD:
                    found.update(self.arguments[name])
                else:
                    found[name] = self.arguments[name]
        return found

    def apply_defaults(self):
        arguments = {}
        for name, p in self.signature.parameters.items():
            if name in self.arguments:
                arguments[name] = self.arguments[name]
            elif p.default is not _empty:
                arguments[name] = p.default
            elif p.kind == Parameter.VAR_POSITIONAL:
                arguments[name] = ()
            elif p.kind == Parameter.VAR_KEYWORD:
                arguments[name] = {}
        self.arguments = arguments

    def __repr__(self):
        return f"<BoundArguments ({', '.join(f'{k}={v!r}' for k, v in self.arguments.items())})>"


class Signature:
    empty = _empty

    def __init__(self, parameters=None, *, return_annotation=_empty):
        self.parameters = types.MappingProxyType({p.name: p for p in parameters or ()})
        self.return_annotation = return_annotation

    @classmethod
    def from_callable(cls, obj, **options):
        return signature(obj)

    def replace(self, *, parameters=None, return_annotation=None):
        return Signature(self.parameters.values() if parameters is None else parameters,
                         return_annotation=self.return_annotation if return_annotation is None
                         else return_annotation)

    def __str__(self):
        parts = []
        positional_only = star = False
        for p in self.parameters.values():
            if p.kind == Parameter.POSITIONAL_ONLY:
                positional_only = True
            elif positional_only:
                parts.append('/')
                positional_only = False
            if p.kind == Parameter.VAR_POSITIONAL:
                star = True
            elif p.kind == Parameter.KEYWORD_ONLY and not star:
                parts.append('*')
                star = True
            parts.append(str(p))
        if positional_only:
            parts.append('/')
        text = f'({", ".join(parts)})'
        if self.return_annotation is not _empty:
            text += ' -> ' + _format_annotation(self.return_annotation)
        return text

    def __repr__(self):
        return f'<Signature {self}>'

    def __eq__(self, other):
        if not isinstance(other, Signature):
            return NotImplemented
        return (list(self.parameters.values()), self.return_annotation) == (
            list(other.parameters.values()), other.return_annotation)

    def _bind(self, args, kwargs, partial):
        arguments = {}
        rest, kwargs = list(args), dict(kwargs)
        for name, p in self.parameters.items():
            if p.kind == Parameter.VAR_POSITIONAL:
                if rest:
                    arguments[name] = tuple(rest)
                    rest = []
            elif p.kind == Parameter.VAR_KEYWORD:
                if kwargs:
                    arguments[name] = kwargs
                    kwargs = {}
            elif rest and p.kind != Parameter.KEYWORD_ONLY:
                if name in kwargs and p.kind != Parameter.POSITIONAL_ONLY:
                    raise TypeError(f'multiple values for argument {name!r}')
                arguments[name] = rest.pop(0)
            elif name in kwargs and p.kind != Parameter.POSITIONAL_ONLY:
                arguments[name] = kwargs.pop(name)
            elif p.default is _empty and not partial:
                raise TypeError(f'missing a required argument: {name!r}')
        if rest:
            raise TypeError('too many positional arguments')
        if kwargs:
            raise TypeError(f'got an unexpected keyword argument {next(iter(kwargs))!r}')
        return BoundArguments(self, arguments)

    def bind(self, /, *args, **kwargs):
        return self._bind(args, kwargs, False)

    def bind_partial(self, /, *args, **kwargs):
        return self._bind(args, kwargs, True)


def _of_function(f):
    code = f.__code__
    names, notes = code.co_varnames, f.__annotations__
    count = code.co_argcount
    defaults = f.__defaults__ or ()
    parameters = []
    for i, name in enumerate(names[:count]):
        kind = Parameter.POSITIONAL_ONLY if i < code.co_posonlyargcount else Parameter.POSITIONAL_OR_KEYWORD
        from_end = i - (count - len(defaults))
        parameters.append(Parameter(name, kind, default=defaults[from_end] if from_end >= 0 else _empty,
                                    annotation=notes.get(name, _empty)))
    at = count + code.co_kwonlyargcount
    if code.co_flags & CO_VARARGS:
        parameters.append(Parameter(names[at], Parameter.VAR_POSITIONAL, annotation=notes.get(names[at], _empty)))
        at += 1
    for name in names[count:count + code.co_kwonlyargcount]:
        parameters.append(Parameter(name, Parameter.KEYWORD_ONLY,
                                    default=(f.__kwdefaults__ or {}).get(name, _empty),
                                    annotation=notes.get(name, _empty)))
    if code.co_flags & CO_VARKEYWORDS:
        parameters.append(Parameter(names[at], Parameter.VAR_KEYWORD, annotation=notes.get(names[at], _empty)))
    return Signature(parameters, return_annotation=notes.get('return', _empty))


def _without_first(s):
    parameters = list(s.parameters.values())
    if parameters and parameters[0].kind != Parameter.VAR_POSITIONAL:
        parameters = parameters[1:]
    return s.replace(parameters=parameters)


def _of_partial(p):
    s = signature(p.func)
    bound = s.bind_partial(*p.args, **p.keywords).arguments
    parameters = []
    named = False
    for name, parameter in s.parameters.items():
        if name in bound and parameter.kind != Parameter.VAR_POSITIONAL and name not in p.keywords:
            continue
        if name in p.keywords:
            named = True
            parameter = parameter.replace(default=p.keywords[name], kind=Parameter.KEYWORD_ONLY)
        elif named and parameter.kind == Parameter.POSITIONAL_OR_KEYWORD:
            parameter = parameter.replace(kind=Parameter.KEYWORD_ONLY)
        parameters.append(parameter)
    return s.replace(parameters=parameters)


def signature(obj, *, follow_wrapped=True, globals=None, locals=None, eval_str=False):
    if not callable(obj):
        raise TypeError(f'{obj!r} is not a callable object')
    if ismethod(obj):
        return _without_first(signature(obj.__func__))
    if follow_wrapped:
        obj = unwrap(obj)
    if isfunction(obj):
        return _of_function(obj)
    if isinstance(obj, functools.partial):
        return _of_partial(obj)
    if isclass(obj):
        for name in ('__new__', '__init__'):
            for cls in obj.__mro__:
                f = cls.__dict__.get(name)
                f = getattr(f, '__func__', f)
                if isfunction(f):
                    return _without_first(_of_function(f))
        if type(obj) is type and obj.__mro__[-2:] == (obj, object):
            return Signature()
        raise ValueError(f'no signature found for builtin type {obj!r}')
    call = getattr(type(obj), '__call__', None)
    if isfunction(call):
        return _without_first(_of_function(call))
    raise ValueError(f'no signature found for builtin {obj!r}')


class FullArgSpec(tuple):
    args = property(lambda self: self[0])
    varargs = property(lambda self: self[1])
    varkw = property(lambda self: self[2])
    defaults = property(lambda self: self[3])
    kwonlyargs = property(lambda self: self[4])
    kwonlydefaults = property(lambda self: self[5])
    annotations = property(lambda self: self[6])

    def __repr__(self):
        names = 'args varargs varkw defaults kwonlyargs kwonlydefaults annotations'.split()
        return 'FullArgSpec(' + ', '.join(f'{n}={v!r}' for n, v in zip(names, self)) + ')'


def getfullargspec(func):
    f = func.__func__ if ismethod(func) else func
    s = _of_function(f)
    names = {kind: [p.name for p in s.parameters.values() if p.kind == kind] for kind in _ParameterKind}
    notes = {} if s.return_annotation is _empty else {'return': s.return_annotation}
    notes |= {p.name: p.annotation for p in s.parameters.values() if p.annotation is not _empty}
    first = names[Parameter.POSITIONAL_ONLY] + names[Parameter.POSITIONAL_OR_KEYWORD]
    return FullArgSpec((first, next(iter(names[Parameter.VAR_POSITIONAL]), None),
                        next(iter(names[Parameter.VAR_KEYWORD]), None), f.__defaults__,
                        names[Parameter.KEYWORD_ONLY], f.__kwdefaults__, notes))
