# Values laid out over lines.
import sys

__all__ = ['pprint', 'pformat', 'saferepr', 'PrettyPrinter', 'pp']


def saferepr(object):
    return repr(object)


def _sorted(items):
    try:
        return sorted(items)
    except TypeError:
        return sorted(items, key=lambda v: (str(type(v[0] if isinstance(v, tuple) else v)), repr(v)))


class PrettyPrinter:
    def __init__(self, indent=1, width=80, depth=None, stream=None, *, compact=False, sort_dicts=True,
                 underscore_numbers=False):
        self._indent = int(indent)
        self._width = int(width)
        self._depth = depth
        self._stream = stream
        self._compact = bool(compact)
        self._sort_dicts = sort_dicts
        self._underscores = underscore_numbers

    def pprint(self, object):
        stream = sys.stdout if self._stream is None else self._stream
        stream.write(self.pformat(object) + '\n')

    def pformat(self, object):
        out = []
        self._format(object, out, 0, 0, 0)
        return ''.join(out)

    def _repr(self, v, level):
        if isinstance(v, dict) and type(v).__repr__ is dict.__repr__:
            if not v:
                return '{}'
            if self._depth and level >= self._depth:
                return '{...}'
            items = _sorted(v.items()) if self._sort_dicts else v.items()
            return '{' + ', '.join(f'{self._repr(k, level + 1)}: {self._repr(x, level + 1)}' for k, x in items) + '}'
        if type(v).__repr__ in (list.__repr__, tuple.__repr__):
            round_ = isinstance(v, tuple)
            if not v:
                return '()' if round_ else '[]'
            if self._depth and level >= self._depth:
                return '(...)' if round_ else '[...]'
            text = ', '.join(self._repr(x, level + 1) for x in v)
            if round_:
                return f'({text},)' if len(v) == 1 else f'({text})'
            return f'[{text}]'
        if self._underscores and type(v) is int:
            return f'{v:_d}'
        return repr(v)

    def _format(self, v, out, indent, allowance, level):
        text = self._repr(v, level)
        if len(text) <= self._width - indent - allowance or (self._depth and level >= self._depth):
            out.append(text)
        elif isinstance(v, dict) and type(v).__repr__ is dict.__repr__ and v:
            out.append('{' + ' ' * (self._indent - 1))
            items = list(_sorted(v.items()) if self._sort_dicts else v.items())
            inner = indent + self._indent
            for i, (key, value) in enumerate(items):
                last = i + 1 == len(items)
                key = self._repr(key, level + 1)
                out.append(key + ': ')
                self._format(value, out, inner + len(key) + 2, allowance + 1 if last else 1, level + 1)
                if not last:
                    out.append(',\n' + ' ' * inner)
            out.append('}')
        elif type(v).__repr__ is list.__repr__:
            self._format_items(v, out, indent, allowance, level, '[', ']')
        elif type(v).__repr__ is tuple.__repr__:
            self._format_items(v, out, indent, allowance, level, '(', ',)' if len(v) == 1 else ')')
        elif type(v).__repr__ is set.__repr__ and v:
            self._format_items(_sorted(v), out, indent, allowance, level, '{', '}')
        elif type(v).__repr__ is str.__repr__ and len(v) > 4:
            self._format_str(v, out, indent, allowance, level)
        elif hasattr(type(v), '__dataclass_fields__') and '__repr__' in type(v).__dict__:
            self._format_dataclass(v, out, indent, allowance, level)
        else:
            out.append(text)

    def _format_items(self, items, out, indent, allowance, level, begin, end):
        out.append(begin + ' ' * (self._indent - 1) if self._indent > 1 else begin)
        inner = indent + self._indent
        items = list(items)
        allowance += len(end)
        if self._compact:
            width = self._width - inner + 1
            room, first = width, True
            for i, v in enumerate(items):
                last = i + 1 == len(items)
                if last:
                    room -= allowance
                text = self._repr(v, level + 1)
                if not first and room < len(text) + 2:
                    room = width - (allowance if last else 0)
                    out.append(',\n' + ' ' * inner)
                    first = True
                if len(text) + 2 <= room:
                    room -= len(text) + 2
                    out.append(('' if first else ', ') + text)
                    first = False
                else:
                    out.append('' if first else ',\n' + ' ' * inner)
                    self._format(v, out, inner, allowance if last else 1, level + 1)
                    first = False
                    room = width
        else:
            for i, v in enumerate(items):
                last = i + 1 == len(items)
                self._format(v, out, inner, allowance if last else 1, level + 1)
                if not last:
                    out.append(',\n' + ' ' * inner)
        out.append(end)

    def _format_str(self, v, out, indent, allowance, level):
        room = self._width - indent
        level += 1
        if level == 1:
            indent += 1
            allowance += 1
        pieces = []
        lines = v.splitlines(True)
        for n, line in enumerate(lines):
            width = room - (allowance if n + 1 == len(lines) else 0) - (level == 1)
            if len(repr(line)) <= width:
                pieces.append(repr(line))
                continue
            parts, i = [], 0
            while i < len(line):
                start = i
                while i < len(line) and not line[i].isspace():
                    i += 1
                while i < len(line) and line[i].isspace():
                    i += 1
                parts.append(line[start:i])
            now = ''
            for j, part in enumerate(parts):
                width = room - (level == 1)
                if j + 1 == len(parts) and n + 1 == len(lines):
                    width -= allowance
                if len(repr(now + part)) > width:
                    if now:
                        pieces.append(repr(now))
                    now = part
                else:
                    now += part
            if now:
                pieces.append(repr(now))
        if len(pieces) == 1:
            out.append(pieces[0])
            return
        text = ('\n' + ' ' * indent).join(pieces)
        out.append('(' + text + ')' if level == 1 else text)

    def _format_dataclass(self, v, out, indent, allowance, level):
        name = type(v).__name__
        indent += len(name) + 1
        fields = [f.name for f in v.__dataclass_fields__.values() if f.repr]
        out.append(name + '(')
        for i, field in enumerate(fields):
            last = i + 1 == len(fields)
            out.append(field + '=')
            self._format(getattr(v, field), out, indent + len(field) + 1, allowance + 1 if last else 1, level + 1)
            if not last:
                out.append(',\n' + ' ' * indent)
        out.append(')')


def pprint(object, stream=None, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True,
           underscore_numbers=False):
    PrettyPrinter(indent, width, depth, stream, compact=compact, sort_dicts=sort_dicts,
                  underscore_numbers=underscore_numbers).pprint(object)


def pformat(object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True,
            underscore_numbers=False):
    return PrettyPrinter(indent, width, depth, compact=compact, sort_dicts=sort_dicts,
                         underscore_numbers=underscore_numbers).pformat(object)


def pp(object, *args, sort_dicts=False, **kwargs):
    pprint(object, *args, sort_dicts=sort_dicts, **kwargs)
