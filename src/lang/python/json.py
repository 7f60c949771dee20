# JSON: values as text and back.
__all__ = ['dump', 'dumps', 'load', 'loads', 'JSONDecoder', 'JSONDecodeError', 'JSONEncoder']

_ESCAPES = {'\\': '\\\\', '"': '\\"', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t'}


class JSONDecodeError(ValueError):
    def __init__(self, msg, doc, pos):
        lineno = doc.count('\n', 0, pos) + 1
        colno = pos - doc.rfind('\n', 0, pos)
        super().__init__(f'{msg}: line {lineno} column {colno} (char {pos})')
        self.msg, self.doc, self.pos, self.lineno, self.colno = msg, doc, pos, lineno, colno


JSONDecodeError.__module__ = 'json.decoder'


def _quote(text, ascii_only):
    out = ['"']
    for c in text:
        if c in _ESCAPES:
            out.append(_ESCAPES[c])
        elif c < ' ' or ascii_only and c > '~':
            n = ord(c)
            if n > 0xffff:
                n -= 0x10000
                out.append('\\u%04x\\u%04x' % (0xd800 | n >> 10, 0xdc00 | n & 0x3ff))
            else:
                out.append('\\u%04x' % n)
        else:
            out.append(c)
    out.append('"')
    return ''.join(out)


class JSONEncoder:
    item_separator = ', '
    key_separator = ': '

    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True,
                 sort_keys=False, indent=None, separators=None, default=None):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ','
        if default is not None:
            self.default = default

    def default(self, o):
        raise TypeError(f'Object of type {o.__class__.__name__} is not JSON serializable')

    def encode(self, o):
        out = []
        self._add(out, o, 0, [])
        return ''.join(out)

    def iterencode(self, o, _one_shot=False):
        out = []
        self._add(out, o, 0, [])
        return iter(out)

    def _float(self, o):
        if o != o or o in (float('inf'), float('-inf')):
            if not self.allow_nan:
                raise ValueError('Out of range float values are not JSON compliant')
            return 'NaN' if o != o else 'Infinity' if o > 0 else '-Infinity'
        return float.__repr__(o)

    def _key(self, key):
        if isinstance(key, str):
            return key
        if isinstance(key, float):
            return self._float(key)
        if key is None or key is True or key is False:
            return 'null' if key is None else 'true' if key else 'false'
        if isinstance(key, int):
            return int.__repr__(key)
        if self.skipkeys:
            return None
        raise TypeError(f'keys must be str, int, float, bool or None, not {key.__class__.__name__}')

    def _line(self, level):
        if self.indent is None:
            return ''
        unit = ' ' * self.indent if isinstance(self.indent, int) else self.indent
        return '\n' + unit * level

    def _add(self, out, o, level, inside):
        if isinstance(o, str):
            out.append(_quote(o, self.ensure_ascii))
        elif o is None or o is True or o is False:
            out.append('null' if o is None else 'true' if o else 'false')
        elif isinstance(o, int):
            out.append(int.__repr__(o))
        elif isinstance(o, float):
            out.append(self._float(o))
        else:
            if any(x is o for x in inside):
                raise ValueError('Circular reference detected')
            inside.append(o)
            if isinstance(o, (list, tuple)):
                self._add_list(out, o, level + 1, inside)
            elif isinstance(o, dict):
                self._add_dict(out, o, level + 1, inside)
            else:
                self._add(out, self.default(o), level, inside)
            inside.pop()

    def _add_list(self, out, items, level, inside):
        if not items:
            out.append('[]')
            return
        before = '['
        for item in items:
            out.append(before + self._line(level))
            self._add(out, item, level, inside)
            before = self.item_separator
        out.append(self._line(level - 1) + ']')

    def _add_dict(self, out, dct, level, inside):
        if not dct:
            out.append('{}')
            return
        before = '{'
        for key, value in sorted(dct.items()) if self.sort_keys else dct.items():
            key = self._key(key)
            if key is None:
                continue
            out.append(before + self._line(level) + _quote(key, self.ensure_ascii) + self.key_separator)
            self._add(out, value, level, inside)
            before = self.item_separator
        out.append('{}' if before == '{' else self._line(level - 1) + '}')


JSONEncoder.__module__ = 'json.encoder'


def dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None,
          indent=None, separators=None, default=None, sort_keys=False, **kw):
    return (cls or JSONEncoder)(skipkeys=skipkeys, ensure_ascii=ensure_ascii, check_circular=check_circular,
                                allow_nan=allow_nan, indent=indent, separators=separators,
                                default=default, sort_keys=sort_keys, **kw).encode(obj)


def dump(obj, fp, **options):
    fp.write(dumps(obj, **options))


class JSONDecoder:
    def __init__(self, *, object_hook=None, parse_float=None, parse_int=None, parse_constant=None,
                 strict=True, object_pairs_hook=None):
        self.object_hook = object_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int
        self.parse_constant = parse_constant or float
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook

    def decode(self, s):
        value, end = self.raw_decode(s, _skip(s, 0))
        end = _skip(s, end)
        if end != len(s):
            raise JSONDecodeError('Extra data', s, end)
        return value

    def raw_decode(self, s, idx=0):
        return self._value(s, idx)

    def _value(self, s, i):
        c = s[i:i + 1]
        if c == '"':
            return self._string(s, i + 1)
        if c == '{':
            return self._object(s, i + 1)
        if c == '[':
            return self._array(s, i + 1)
        for word, value in (('null', None), ('true', True), ('false', False)):
            if s.startswith(word, i):
                return value, i + len(word)
        for word in ('NaN', 'Infinity', '-Infinity'):
            if s.startswith(word, i):
                return self.parse_constant(word), i + len(word)
        if c == '-' or c in '0123456789' and c:
            return self._number(s, i)
        raise JSONDecodeError('Expecting value', s, i)

    def _number(self, s, start):
        i = start + (s[start] == '-')
        if s[i:i + 1] == '0':
            i += 1
        elif '1' <= s[i:i + 1] <= '9':
            i = _digits(s, i)
        else:
            raise JSONDecodeError('Expecting value', s, start)
        end, real = i, False
        if s[i:i + 1] == '.' and _digits(s, i + 1) > i + 1:
            end = i = _digits(s, i + 1)
            real = True
        if s[i:i + 1] in ('e', 'E'):
            j = i + 1 + (s[i + 1:i + 2] in ('+', '-'))
            if _digits(s, j) > j:
                end = _digits(s, j)
                real = True
        text = s[start:end]
        return (self.parse_float if real else self.parse_int)(text), end

    def _string(self, s, i):
        begin = i - 1
        parts = []
        while True:
            quote = s.find('"', i)
            if quote < 0:
                raise JSONDecodeError('Unterminated string starting at', s, begin)
            slash = s.find('\\', i, quote)
            end = quote if slash < 0 else slash
            piece = s[i:end]
            if self.strict:
                for k, c in enumerate(piece):
                    if c < ' ':
                        raise JSONDecodeError('Invalid control character at', s, i + k)
            parts.append(piece)
            if slash < 0:
                return ''.join(parts), quote + 1
            text, i = self._escape(s, slash, begin)
            parts.append(text)

    def _escape(self, s, slash, begin):
        c = s[slash + 1:slash + 2]
        if not c:
            raise JSONDecodeError('Unterminated string starting at', s, begin)
        if c != 'u':
            text = {'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}.get(c)
            if text is None:
                raise JSONDecodeError('Invalid \\escape', s, slash)
            return text, slash + 2
        n = _hex(s, slash + 2)
        end = slash + 6
        if 0xd800 <= n <= 0xdbff and s[end:end + 2] == '\\u':
            low = _hex(s, end + 2)
            if 0xdc00 <= low <= 0xdfff:
                return chr(0x10000 + ((n - 0xd800) << 10 | low - 0xdc00)), end + 6
        return chr(n), end

    def _array(self, s, i):
        items = []
        i = _skip(s, i)
        if s[i:i + 1] == ']':
            return items, i + 1
        while True:
            value, i = self._value(s, i)
            items.append(value)
            i = _skip(s, i)
            if s[i:i + 1] == ']':
                return items, i + 1
            if s[i:i + 1] != ',':
                raise JSONDecodeError("Expecting ',' delimiter", s, i)
            i = _skip(s, i + 1)

    def _object(self, s, i):
        pairs = []
        i = _skip(s, i)
        if s[i:i + 1] == '}':
            return self._made(pairs), i + 1
        while True:
            if s[i:i + 1] != '"':
                raise JSONDecodeError('Expecting property name enclosed in double quotes', s, i)
            key, i = self._string(s, i + 1)
            i = _skip(s, i)
            if s[i:i + 1] != ':':
                raise JSONDecodeError("Expecting ':' delimiter", s, i)
            value, i = self._value(s, _skip(s, i + 1))
            pairs.append((key, value))
            i = _skip(s, i)
            if s[i:i + 1] == '}':
                return self._made(pairs), i + 1
            if s[i:i + 1] != ',':
                raise JSONDecodeError("Expecting ',' delimiter", s, i)
            i = _skip(s, i + 1)

    def _made(self, pairs):
        if self.object_pairs_hook is not None:
            return self.object_pairs_hook(pairs)
        made = dict(pairs)
        return made if self.object_hook is None else self.object_hook(made)


JSONDecoder.__module__ = 'json.decoder'


def _skip(s, i):
    while i < len(s) and s[i] in ' \t\n\r':
        i += 1
    return i


def _digits(s, i):
    while i < len(s) and '0' <= s[i] <= '9':
        i += 1
    return i


def _hex(s, i):
    text = s[i:i + 4]
    if len(text) == 4 and all(c in '0123456789abcdefABCDEF' for c in text):
        return int(text, 16)
    raise JSONDecodeError('Invalid \\uXXXX escape', s, i - 1)


def loads(s, *, cls=None, object_hook=None, parse_float=None, parse_int=None, parse_constant=None,
          object_pairs_hook=None, **kw):
    if isinstance(s, str):
        if s.startswith('\ufeff'):
            raise JSONDecodeError('Unexpected UTF-8 BOM (decode using utf-8-sig)', s, 0)
    elif isinstance(s, (bytes, bytearray)):
        s = s.decode('utf-8')
    else:
        raise TypeError(f'the JSON object must be str, bytes or bytearray, not {s.__class__.__name__}')
    return (cls or JSONDecoder)(object_hook=object_hook, parse_float=parse_float, parse_int=parse_int,
                                parse_constant=parse_constant, object_pairs_hook=object_pairs_hook,
                                **kw).decode(s)


def load(fp, **options):
    return loads(fp.read(), **options)
