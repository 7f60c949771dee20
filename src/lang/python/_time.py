# What the module time has in Python: struct_time, and reading dates.

class struct_time(tuple):
    n_fields = 11
    n_sequence_fields = 9
    n_unnamed_fields = 0

    def __new__(cls, sequence):
        sequence = tuple(sequence)
        if len(sequence) < 9:
            raise TypeError(f'time.struct_time() takes an at least 9-sequence ({len(sequence)}-sequence given)')
        return super().__new__(cls, sequence[:9])

    tm_year = property(lambda self: self[0])
    tm_mon = property(lambda self: self[1])
    tm_mday = property(lambda self: self[2])
    tm_hour = property(lambda self: self[3])
    tm_min = property(lambda self: self[4])
    tm_sec = property(lambda self: self[5])
    tm_wday = property(lambda self: self[6])
    tm_yday = property(lambda self: self[7])
    tm_isdst = property(lambda self: self[8])
    tm_zone = property(lambda self: 'UTC')
    tm_gmtoff = property(lambda self: 0)

    def __repr__(self):
        names = ('tm_year', 'tm_mon', 'tm_mday', 'tm_hour', 'tm_min', 'tm_sec', 'tm_wday',
                 'tm_yday', 'tm_isdst')
        return 'time.struct_time(' + ', '.join(f'{n}={v}' for n, v in zip(names, self)) + ')'


struct_time.__module__ = 'time'
_before = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _day_of_year(year, month, day):
    return _before[month] + (month > 2 and _is_leap(year)) + day


def _ordinal(year, month, day):
    y = year - 1
    return y * 365 + y // 4 - y // 100 + y // 400 + _day_of_year(year, month, day)


def mktime(t):
    year, month, day, hour, minute, second = t[:6]
    year += (month - 1) // 12
    month = (month - 1) % 12 + 1
    days = _ordinal(year, month, 1) - _ordinal(1970, 1, 1) + day - 1
    return float(((days * 24 + hour) * 60 + minute) * 60 + second)


_days = ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')
_months = ('january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september',
           'october', 'november', 'december')
_composed = {'T': '%H:%M:%S', 'X': '%H:%M:%S', 'R': '%H:%M', 'D': '%m/%d/%y', 'x': '%m/%d/%y',
             'F': '%Y-%m-%d', 'c': '%a %b %d %H:%M:%S %Y'}
# letter: greatest number of digits, least and greatest value
_numbers = {'Y': (4, 0, 9999), 'm': (2, 1, 12), 'd': (2, 1, 31), 'H': (2, 0, 23), 'I': (2, 1, 12),
            'M': (2, 0, 59), 'S': (2, 0, 61), 'j': (3, 1, 366), 'y': (2, 0, 99), 'w': (1, 0, 6),
            'u': (1, 1, 7), 'U': (2, 0, 53), 'W': (2, 0, 53)}


class _Mismatch(Exception):
    pass


class _Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0
        self.found = {}

    def number(self, digits, least, greatest):
        start = self.at
        end = start
        while end < len(self.text) and end - start < digits and self.text[end].isdecimal():
            end += 1
        while end > start and not least <= int(self.text[start:end]) <= greatest:
            end -= 1
        if end == start or digits == 4 and end - start != 4:
            raise _Mismatch
        self.at = end
        return int(self.text[start:end])

    def word(self, words, length=None):
        rest = self.text[self.at:].lower()
        best = None
        for i, word in enumerate(words):
            word = word[:length]
            if rest.startswith(word) and (best is None or len(word) > len(words[best][:length])):
                best = i
        if best is None:
            raise _Mismatch
        self.at += len(words[best][:length])
        return best

    def zone(self):
        if self.text[self.at:self.at + 1] == 'Z':
            self.at += 1
            return 0, 0
        sign = self.text[self.at:self.at + 1]
        if sign not in ('+', '-'):
            raise _Mismatch
        self.at += 1
        parts = [self.number(2, 0, 99)]
        while len(parts) < 3 and (self.text[self.at:self.at + 1] == ':' or
                                  self.text[self.at:self.at + 1].isdecimal()):
            self.at += self.text[self.at] == ':'
            parts.append(self.number(2, 0, 59))
        if len(parts) < 2:
            raise _Mismatch
        seconds = parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
        return (-seconds if sign == '-' else seconds), 0

    def field(self, letter):
        found = self.found
        if letter in _composed:
            self.read(_composed[letter])
        elif letter in _numbers:
            found[letter] = self.number(*_numbers[letter])
        elif letter == 'f':
            start = self.at
            self.number(6, 0, 999999)
            found['f'] = int(self.text[start:self.at].ljust(6, '0'))
        elif letter in 'aA':
            found['a'] = self.word(_days, 3 if letter == 'a' else None)
        elif letter in 'bB':
            found['m'] = self.word(_months, 3 if letter == 'b' else None) + 1
        elif letter == 'p':
            found['p'] = self.word(('am', 'pm'))
        elif letter == 'z':
            found['z'] = self.zone()[0]
        elif letter == 'Z':
            found['Z'] = ('utc', 'gmt')[self.word(('utc', 'gmt'))].upper()
        else:
            raise ValueError(f"'{letter}' is a bad directive in format '%{letter}'")

    def read(self, format):
        i = 0
        while i < len(format):
            c = format[i]
            if c.isspace():
                if not self.text[self.at:self.at + 1].isspace():
                    raise _Mismatch
                while self.text[self.at:self.at + 1].isspace():
                    self.at += 1
                while i < len(format) and format[i].isspace():
                    i += 1
                continue
            if c == '%':
                i += 1
                if i == len(format):
                    raise ValueError(f"stray % in format '{format}'")
                if format[i] != '%':
                    self.field(format[i])
                    i += 1
                    continue
            if self.text[self.at:self.at + 1].lower() != format[i].lower():
                raise _Mismatch
            self.at += 1
            i += 1


def read(text, format):
    """(year, month, day, hour, minute, second, microsecond, weekday or None, offset or None, name)"""
    if not isinstance(text, str):
        raise TypeError(f"strptime() argument 0 must be str, not {type(text)}")
    reader = _Reader(text)
    try:
        reader.read(format)
    except _Mismatch:
        raise ValueError(f'time data {text!r} does not match format {format!r}') from None
    if reader.at != len(text):
        raise ValueError(f'unconverted data remains: {text[reader.at:]}')
    f = reader.found
    year = f.get('Y', 1900)
    if 'y' in f:
        year = f['y'] + (1900 if f['y'] > 68 else 2000)
    month, day = f.get('m', 1), f.get('d', 1)
    if 'j' in f and 'm' not in f:
        month = max(m for m in range(1, 13) if _day_of_year(year, m, 1) <= f['j'])
        day = f['j'] - _day_of_year(year, month, 1) + 1
    hour = f.get('H', 0)
    if 'I' in f:
        hour = f['I'] % 12 + (12 if f.get('p') else 0)
    return (year, month, day, hour, f.get('M', 0), f.get('S', 0), f.get('f', 0), f.get('a'),
            f.get('z'), f.get('Z'))


def strptime(text, format='%a %b %d %H:%M:%S %Y'):
    year, month, day, hour, minute, second, _, _, _, zone = read(text, format)
    if day > 28 and day > (_ordinal(year + month // 12, month % 12 + 1, 1) - _ordinal(year, month, 1)):
        raise ValueError('day is out of range for month')
    return struct_time((year, month, day, hour, minute, second,
                        (_ordinal(year, month, day) + 6) % 7, _day_of_year(year, month, day),
                        0 if zone else -1))
