# Exceptions and stacks as text.
import sys

import _traceback

__all__ = ['extract_stack', 'extract_tb', 'format_exception', 'format_exception_only', 'format_list',
           'format_stack', 'format_tb', 'print_exc', 'format_exc', 'print_exception', 'print_last',
           'print_stack', 'print_tb', 'clear_frames', 'FrameSummary', 'StackSummary',
           'TracebackException', 'walk_stack', 'walk_tb', 'print_list']

_CAUSE = ('\nThe above exception was the direct cause of the following exception:\n\n')
_CONTEXT = ('\nDuring handling of the above exception, another exception occurred:\n\n')
_absent = object()


class FrameSummary:
    """One entry of a stack."""

    __slots__ = ('filename', 'lineno', 'name', '_line', 'locals', '_text')

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None):
        self.filename = filename
        self.lineno = lineno
        self.name = name
        self._line = line
        self.locals = {k: repr(v) for k, v in locals.items()} if locals else None
        self._text = None

    @property
    def line(self):
        if self._line is None:
            if self.lineno is None:
                return None
            self._line = _traceback.line(self.filename, self.lineno)
        return self._line.strip()

    def _parts(self):
        return self.filename, self.lineno, self.name, self.line

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return self._parts() == other._parts() and self.locals == other.locals
        if isinstance(other, tuple):
            return self._parts() == other
        return NotImplemented

    def __getitem__(self, index):
        return self._parts()[index]

    def __iter__(self):
        return iter(self._parts())

    def __len__(self):
        return 4

    def __repr__(self):
        return f'<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>'


class StackSummary(list):
    @classmethod
    def extract(cls, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        entries = list(frame_gen)
        return cls(FrameSummary(f.f_code.co_filename, lineno, f.f_code.co_name)
                   for f, lineno in _limited(entries, limit))

    @classmethod
    def from_list(cls, a_list):
        return cls(e if isinstance(e, FrameSummary) else FrameSummary(e[0], e[1], e[2], line=e[3])
                   for e in a_list)

    def format_frame_summary(self, entry):
        if entry._text is not None:
            return entry._text
        text = f'  File "{entry.filename}", line {entry.lineno}, in {entry.name}\n'
        if entry.line:
            text += f'    {entry.line}\n'
        return text

    def format(self):
        result = []
        last, repeats = None, 0
        for entry in self:
            place = entry.filename, entry.lineno, entry.name
            if place == last:
                repeats += 1
                if repeats > 3:
                    continue
            else:
                _add_repeats(result, repeats)
                last, repeats = place, 1
            result.append(self.format_frame_summary(entry))
        _add_repeats(result, repeats)
        return result


def _add_repeats(result, repeats):
    if repeats > 3:
        more = repeats - 3
        result.append(f'  [Previous line repeated {more} more time{"s" if more > 1 else ""}]\n')


def _limited(entries, limit):
    if limit is None:
        return entries
    return entries[:limit] if limit >= 0 else entries[limit:]


def walk_tb(tb):
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def walk_stack(f):
    if f is None:
        f = sys._getframe(2)
    while f is not None:
        yield f, f.f_lineno
        f = f.f_back


def _is_library(filename):
    return filename.startswith('<frozen ')


def extract_tb(tb, limit=None):
    summary = StackSummary()
    while tb is not None:
        text = _traceback.entry(tb)
        if text:
            code = tb.tb_frame.f_code
            entry = FrameSummary(code.co_filename, tb.tb_lineno, code.co_name)
            entry._text = text
            summary.append(entry)
        tb = tb.tb_next
    return StackSummary(_limited(summary, limit))


def extract_stack(f=None, limit=None):
    if f is None:
        f = sys._getframe(1)
    entries = [FrameSummary(frame.f_code.co_filename, line, frame.f_code.co_name)
               for frame, line in walk_stack(f) if not _is_library(frame.f_code.co_filename)]
    if limit is not None:
        entries = entries[:limit] if limit >= 0 else entries[limit:]
    entries.reverse()
    return StackSummary(entries)


def format_list(extracted_list):
    return StackSummary.from_list(extracted_list).format()


def format_tb(tb, limit=None):
    return extract_tb(tb, limit).format()


def format_stack(f=None, limit=None):
    return extract_stack(sys._getframe(1) if f is None else f, limit).format()


def _write(lines, file):
    file = sys.stderr if file is None else file
    for line in lines:
        print(line, file=file, end='')


def print_list(extracted_list, file=None):
    _write(format_list(extracted_list), file)


def print_tb(tb, limit=None, file=None):
    _write(format_tb(tb, limit), file)


def print_stack(f=None, limit=None, file=None):
    _write(format_stack(sys._getframe(1) if f is None else f, limit), file)


def _parse_value_tb(exc, value, tb):
    if (value is _absent) != (tb is _absent):
        raise ValueError('Both or neither of value and tb must be given')
    if value is _absent:
        if exc is None:
            return None, None
        if isinstance(exc, BaseException):
            return exc, exc.__traceback__
        raise TypeError(f'Exception expected for value, {type(exc).__name__} found')
    return value, tb


def format_exception_only(exc, /, value=_absent):
    if value is _absent:
        value = exc
    if value is None:
        return ['NoneType: None\n'] if exc is None else [f'{exc.__name__}\n']
    return _traceback.summary(value).splitlines(keepends=True)


def _is_group(exc):
    return isinstance(exc, BaseExceptionGroup)


def _add_exception(result, exc, tb, limit, chain, seen):
    seen.add(id(exc))
    if chain:
        cause, context = exc.__cause__, exc.__context__
        if cause is not None:
            if id(cause) not in seen:
                _add_exception(result, cause, cause.__traceback__, limit, chain, seen)
                result.append(_CAUSE)
        elif context is not None and not exc.__suppress_context__ and id(context) not in seen:
            _add_exception(result, context, context.__traceback__, limit, chain, seen)
            result.append(_CONTEXT)
    if tb is not None:
        result.append('Traceback (most recent call last):\n')
        result.extend(format_tb(tb, limit))
    result.extend(format_exception_only(exc))


def format_exception(exc, /, value=_absent, tb=_absent, limit=None, chain=True):
    exc, tb = _parse_value_tb(exc, value, tb)
    if exc is None:
        return ['NoneType: None\n']
    if chain and limit is None and tb is exc.__traceback__ and _has_group(exc):
        return _traceback.report(exc).splitlines(keepends=True)
    result = []
    _add_exception(result, exc, tb, limit, chain, set())
    return result


def _has_group(exc):
    seen = set()
    while exc is not None and id(exc) not in seen:
        if _is_group(exc):
            return True
        seen.add(id(exc))
        exc = exc.__cause__ or (None if exc.__suppress_context__ else exc.__context__)
    return False


def print_exception(exc, /, value=_absent, tb=_absent, limit=None, file=None, chain=True):
    _write(format_exception(exc, value, tb, limit, chain), file)


def format_exc(limit=None, chain=True):
    return ''.join(format_exception(sys.exc_info()[1], limit=limit, chain=chain))


def print_exc(limit=None, file=None, chain=True):
    print_exception(sys.exc_info()[1], limit=limit, file=file, chain=chain)


def print_last(limit=None, file=None, chain=True):
    raise ValueError('no last exception')


def clear_frames(tb):
    """Frees the variables of the frames of a traceback: here they go with the traceback."""


class TracebackException:
    """An exception as text that outlives it."""

    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None, lookup_lines=True,
                 capture_locals=False, compact=False, max_group_width=15, max_group_depth=10,
                 _seen=None):
        self.exc_type = exc_type
        self.stack = extract_tb(exc_traceback, limit)
        self._str = str(exc_value)
        self._lines = format_exception(exc_value, exc_value, exc_traceback, limit)
        self._alone = format_exception(exc_value, exc_value, exc_traceback, limit, False)
        self._only = format_exception_only(exc_value)
        self.__cause__ = self.__context__ = None
        self.__suppress_context__ = exc_value.__suppress_context__
        if exc_value.__cause__ is not None:
            self.__cause__ = TracebackException.from_exception(exc_value.__cause__)
        elif exc_value.__context__ is not None:
            self.__context__ = TracebackException.from_exception(exc_value.__context__)

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        return cls(type(exc), exc, exc.__traceback__, *args, **kwargs)

    def __str__(self):
        return self._str

    def __eq__(self, other):
        if isinstance(other, TracebackException):
            return self._lines == other._lines
        return NotImplemented

    def format_exception_only(self):
        yield from self._only

    def format(self, *, chain=True, _ctx=None):
        yield from self._lines if chain else self._alone

    def print(self, *, file=None, chain=True):
        _write(self.format(chain=chain), file)
