# Dates and times of the Gregorian calendar. The local zone is UTC; now is the virtual clock's.
import time as _clock
from _time import _day_of_year, _is_leap, _ordinal, read as _read_text, struct_time as _struct_time

__all__ = ['date', 'datetime', 'time', 'timedelta', 'timezone', 'tzinfo', 'MINYEAR', 'MAXYEAR', 'UTC']

MINYEAR = 1
MAXYEAR = 9999
_MAX_ORDINAL = 3652059
_DAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')
_MONTHS = ('January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September',
           'October', 'November', 'December')


def _days_in_month(year, month):
    return 29 if month == 2 and _is_leap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _from_ordinal(n):
    """(year, month, day) of day n, the first being 0001-01-01."""
    n -= 1
    n400, n = divmod(n, 146097)
    n100, n = divmod(n, 36524)
    n4, n = divmod(n, 1461)
    n1, n = divmod(n, 365)
    year = n400 * 400 + n100 * 100 + n4 * 4 + n1 + 1
    if n1 == 4 or n100 == 4:
        return year - 1, 12, 31
    month = 1
    while n >= _days_in_month(year, month):
        n -= _days_in_month(year, month)
        month += 1
    return year, month, n + 1


def _check_int(value):
    if isinstance(value, float):
        raise TypeError("'float' object cannot be interpreted as an integer")
    return value.__index__() if hasattr(value, '__index__') else _not_an_int(value)


def _not_an_int(value):
    raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")


def _check_date(year, month, day):
    year, month, day = _check_int(year), _check_int(month), _check_int(day)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f'year {year} is out of range')
    if not 1 <= month <= 12:
        raise ValueError('month must be in 1..12')
    if not 1 <= day <= _days_in_month(year, month):
        raise ValueError('day is out of range for month')
    return year, month, day


def _check_time(hour, minute, second, microsecond, fold):
    hour, minute, second = _check_int(hour), _check_int(minute), _check_int(second)
    microsecond = _check_int(microsecond)
    if not 0 <= hour <= 23:
        raise ValueError('hour must be in 0..23')
    if not 0 <= minute <= 59:
        raise ValueError('minute must be in 0..59')
    if not 0 <= second <= 59:
        raise ValueError('second must be in 0..59')
    if not 0 <= microsecond <= 999999:
        raise ValueError('microsecond must be in 0..999999')
    if fold not in (0, 1):
        raise ValueError('fold must be either 0 or 1')
    return hour, minute, second, microsecond


def _check_zone(tz):
    if tz is not None and not isinstance(tz, tzinfo):
        raise TypeError(f"tzinfo argument must be None or of a tzinfo subclass, not type '{type(tz).__name__}'")


def _format_offset(offset, separator=':'):
    if offset is None:
        return ''
    sign = '+'
    if offset.days < 0:
        sign, offset = '-', -offset
    hours, rest = divmod(offset, timedelta(hours=1))
    minutes, rest = divmod(rest, timedelta(minutes=1))
    text = f'{sign}{hours:02d}{separator}{minutes:02d}'
    if rest:
        text += f'{separator}{rest.seconds:02d}'
        if rest.microseconds:
            text += f'.{rest.microseconds:06d}'
    return text


def _iso_week(ordinal):
    """(year, week, weekday) by ISO 8601."""
    weekday = (ordinal + 6) % 7
    year = _from_ordinal(ordinal + 3 - weekday)[0] if 1 <= ordinal + 3 - weekday else 0
    january_4 = _ordinal(year, 1, 4)
    monday = january_4 - (january_4 + 6) % 7
    return year, (ordinal - monday) // 7 + 1, weekday + 1


def _strftime(value, format, moment):
    year, month, day = moment[:3]
    ordinal = _ordinal(year, month, day)
    weekday = (ordinal + 6) % 7
    year_day = _day_of_year(year, month, day)
    moment = (*moment[:6], weekday, year_day, -1)
    out = []
    i = 0
    while i < len(format):
        c = format[i]
        i += 1
        if c != '%' or i == len(format):
            out.append(c)
            continue
        c = format[i]
        i += 1
        if c == 'f':
            out.append('%06d' % getattr(value, 'microsecond', 0))
        elif c == 'z':
            out.append(_format_offset(value.utcoffset(), '') if hasattr(value, 'utcoffset') else '')
        elif c == 'Z':
            out.append((value.tzname() or '') if hasattr(value, 'tzname') else '')
        elif c == 'U':
            out.append('%02d' % ((year_day + 6 - (weekday + 1) % 7) // 7))
        elif c == 'W':
            out.append('%02d' % ((year_day + 6 - weekday) // 7))
        elif c in 'GgV':
            iso = _iso_week(ordinal)
            out.append(f'{iso[0]:04d}' if c == 'G' else f'{iso[0] % 100:02d}' if c == 'g' else f'{iso[1]:02d}')
        elif c == 's':
            out.append(str(int(_clock.mktime(moment))))
        elif c == 'C':
            out.append('%02d' % (year // 100))
        elif c == 'h':
            out.append(_MONTHS[month - 1][:3])
        elif c in 'rklP':
            twelve = moment[3] % 12 or 12
            out.append({'r': '%02d:%02d:%02d %s' % (twelve, *moment[4:6], 'AM' if moment[3] < 12 else 'PM'),
                        'k': '%2d' % moment[3], 'l': '%2d' % twelve,
                        'P': 'am' if moment[3] < 12 else 'pm'}[c])
        elif c == '-' and i < len(format):
            text = _clock.strftime('%' + format[i], moment)
            i += 1
            out.append(text.lstrip('0') or '0')
        else:
            out.append(_clock.strftime('%' + c, moment))
    return ''.join(out)


def _divide(a, b):
    """a / b to the nearest whole number, halves to even."""
    q, r = divmod(a, b)
    r *= 2
    if r > b if b > 0 else r < b:
        q += 1
    elif r == b and q % 2:
        q += 1
    return q


class timedelta:
    """A span of time."""

    __slots__ = '_days', '_seconds', '_microseconds', '_hash'

    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        total = 0
        rest = 0.0
        for value, unit in ((microseconds, 1), (milliseconds, 1000), (seconds, 1000000),
                            (minutes, 60000000), (hours, 3600000000), (days, 86400000000),
                            (weeks, 604800000000)):
            if isinstance(value, int):
                total += value * unit
            elif isinstance(value, float):
                whole = int(value)
                total += whole * unit
                part = (value - whole) * unit
                total += int(part)
                rest += part - int(part)
            else:
                raise TypeError('unsupported type for timedelta days component: ' + type(value).__name__)
        return cls._of(total + round(rest))

    @classmethod
    def _of(cls, microseconds):
        days, rest = divmod(microseconds, 86400000000)
        if not -999999999 <= days <= 999999999:
            raise OverflowError(f'days={days}; must have magnitude <= 999999999')
        self = object.__new__(cls)
        self._days = days
        self._seconds, self._microseconds = divmod(rest, 1000000)
        self._hash = -1
        return self

    days = property(lambda self: self._days)
    seconds = property(lambda self: self._seconds)
    microseconds = property(lambda self: self._microseconds)

    def _total(self):
        return (self._days * 86400 + self._seconds) * 1000000 + self._microseconds

    def total_seconds(self):
        return self._total() / 1000000

    def __repr__(self):
        parts = [f'{name}={value}' for name, value in (('days', self._days), ('seconds', self._seconds),
                                                       ('microseconds', self._microseconds)) if value]
        return f'{_qualified(self)}({", ".join(parts) or "0"})'

    def __str__(self):
        minutes, seconds = divmod(self._seconds, 60)
        hours, minutes = divmod(minutes, 60)
        text = f'{hours}:{minutes:02d}:{seconds:02d}'
        if self._days:
            text = f'{self._days} day{"" if abs(self._days) == 1 else "s"}, ' + text
        if self._microseconds:
            text += f'.{self._microseconds:06d}'
        return text

    def __add__(self, other):
        if isinstance(other, timedelta):
            return timedelta._of(self._total() + other._total())
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._of(self._total() - other._total())
        return NotImplemented

    def __rsub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._of(other._total() - self._total())
        return NotImplemented

    def __neg__(self):
        return timedelta._of(-self._total())

    def __pos__(self):
        return timedelta._of(self._total())

    def __abs__(self):
        return timedelta._of(abs(self._total()))

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta._of(self._total() * other)
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            return timedelta._of(_divide(self._total() * a, b))
        return NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._total() // other._total()
        if isinstance(other, int):
            return timedelta._of(self._total() // other)
        return NotImplemented

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._total() / other._total()
        if isinstance(other, int):
            return timedelta._of(_divide(self._total(), other))
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            return timedelta._of(_divide(b * self._total(), a))
        return NotImplemented

    def __mod__(self, other):
        if isinstance(other, timedelta):
            return timedelta._of(self._total() % other._total())
        return NotImplemented

    def __divmod__(self, other):
        if isinstance(other, timedelta):
            q, r = divmod(self._total(), other._total())
            return q, timedelta._of(r)
        return NotImplemented

    def __eq__(self, other):
        return self._total() == other._total() if isinstance(other, timedelta) else NotImplemented

    def __lt__(self, other):
        return self._total() < other._total() if isinstance(other, timedelta) else NotImplemented

    def __le__(self, other):
        return self._total() <= other._total() if isinstance(other, timedelta) else NotImplemented

    def __gt__(self, other):
        return self._total() > other._total() if isinstance(other, timedelta) else NotImplemented

    def __ge__(self, other):
        return self._total() >= other._total() if isinstance(other, timedelta) else NotImplemented

    def __hash__(self):
        return hash((self._days, self._seconds, self._microseconds))

    def __bool__(self):
        return self._total() != 0


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta._of(999999999 * 86400000000 + 86399999999)
timedelta.resolution = timedelta(microseconds=1)


def _qualified(self):
    cls = type(self)
    return f'{cls.__module__}.{cls.__qualname__}'


class tzinfo:
    """A time zone: to be derived from."""

    __slots__ = ()

    def tzname(self, dt):
        raise NotImplementedError('a tzinfo subclass must implement tzname()')

    def utcoffset(self, dt):
        raise NotImplementedError('a tzinfo subclass must implement utcoffset()')

    def dst(self, dt):
        raise NotImplementedError('a tzinfo subclass must implement dst()')

    def fromutc(self, dt):
        if dt.tzinfo is not self:
            raise ValueError('fromutc: dt.tzinfo is not self')
        offset, dst = dt.utcoffset(), dt.dst()
        if offset is None or dst is None:
            raise ValueError('fromutc() requires a non-None utcoffset() and dst() result')
        delta = offset - dst
        if delta:
            dt += delta
            dst = dt.dst()
        return dt + dst


class timezone(tzinfo):
    """A fixed distance from UTC."""

    __slots__ = '_offset', '_name'

    def __new__(cls, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError(f'timezone() argument 1 must be datetime.timedelta, not {type(offset).__name__}')
        if not timedelta(-1) < offset < timedelta(1):
            raise ValueError('offset must be a timedelta strictly between -timedelta(hours=24) and '
                             f'timedelta(hours=24), not {offset!r}.')
        if name is None and not offset and hasattr(timezone, 'utc'):
            return timezone.utc
        self = object.__new__(cls)
        self._offset = offset
        self._name = name
        return self

    def __eq__(self, other):
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        if self is timezone.utc:
            return 'datetime.timezone.utc'
        if self._name is None:
            return f'{_qualified(self)}({self._offset!r})'
        return f'{_qualified(self)}({self._offset!r}, {self._name!r})'

    def __str__(self):
        return self.tzname(None)

    def utcoffset(self, dt):
        return self._offset

    def tzname(self, dt):
        if self._name is not None:
            return self._name
        return 'UTC' if not self._offset else 'UTC' + _format_offset(self._offset)

    def dst(self, dt):
        return None

    def fromutc(self, dt):
        return dt + self._offset


timezone.utc = UTC = timezone(timedelta(0))
timezone.min = timezone(-timedelta(hours=23, minutes=59))
timezone.max = timezone(timedelta(hours=23, minutes=59))


class IsoCalendarDate(tuple):
    year = property(lambda self: self[0])
    week = property(lambda self: self[1])
    weekday = property(lambda self: self[2])

    def __repr__(self):
        return f'datetime.IsoCalendarDate(year={self[0]}, week={self[1]}, weekday={self[2]})'


class date:
    """A day."""

    __slots__ = '_year', '_month', '_day'

    def __new__(cls, year, month, day):
        year, month, day = _check_date(year, month, day)
        self = object.__new__(cls)
        self._year, self._month, self._day = year, month, day
        return self

    @classmethod
    def fromtimestamp(cls, timestamp):
        return cls(*_clock.gmtime(timestamp)[:3])

    @classmethod
    def today(cls):
        return cls.fromtimestamp(_clock.time())

    @classmethod
    def fromordinal(cls, n):
        if not 1 <= n <= _MAX_ORDINAL:
            raise ValueError('ordinal must be >= 1' if n < 1 else f'year is out of range')
        return cls(*_from_ordinal(n))

    @classmethod
    def fromisoformat(cls, text):
        if not isinstance(text, str):
            raise TypeError('fromisoformat: argument must be str')
        return cls(*_read_iso_date(text, text))

    @classmethod
    def fromisocalendar(cls, year, week, day):
        january_4 = _ordinal(year, 1, 4)
        last = _iso_week(_ordinal(year, 12, 28))[1]
        if not 1 <= week <= last:
            raise ValueError(f'Invalid week: {week}')
        if not 1 <= day <= 7:
            raise ValueError(f'Invalid weekday: {day} (range is [1, 7])')
        return cls.fromordinal(january_4 - (january_4 + 6) % 7 + (week - 1) * 7 + day - 1)

    year = property(lambda self: self._year)
    month = property(lambda self: self._month)
    day = property(lambda self: self._day)

    def _date(self):
        return self._year, self._month, self._day

    def toordinal(self):
        return _ordinal(self._year, self._month, self._day)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.weekday() + 1

    def isocalendar(self):
        return IsoCalendarDate(_iso_week(self.toordinal()))

    def isoformat(self):
        return '%04d-%02d-%02d' % self._date()

    def __str__(self):
        return self.isoformat()

    def __repr__(self):
        return f'{_qualified(self)}({self._year}, {self._month}, {self._day})'

    def ctime(self):
        return f'{_DAYS[self.weekday()][:3]} {_MONTHS[self._month - 1][:3]} {self._day:2d} 00:00:00 {self._year:04d}'

    def strftime(self, format):
        return _strftime(self, format, (*self._date(), 0, 0, 0))

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def timetuple(self):
        return _struct_time((*self._date(), 0, 0, 0, self.weekday(), _day_of_year(*self._date()), -1))

    def replace(self, year=None, month=None, day=None):
        return type(self)(self._year if year is None else year, self._month if month is None else month,
                          self._day if day is None else day)

    def _compare(self, other):
        a, b = self._date(), other._date()
        return (a > b) - (a < b)

    def __eq__(self, other):
        return self._compare(other) == 0 if _is_date(other) else NotImplemented

    def __lt__(self, other):
        return self._compare(other) < 0 if _is_date(other) else NotImplemented

    def __le__(self, other):
        return self._compare(other) <= 0 if _is_date(other) else NotImplemented

    def __gt__(self, other):
        return self._compare(other) > 0 if _is_date(other) else NotImplemented

    def __ge__(self, other):
        return self._compare(other) >= 0 if _is_date(other) else NotImplemented

    def __hash__(self):
        return hash(self._date())

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        n = self.toordinal() + other.days
        if not 1 <= n <= _MAX_ORDINAL:
            raise OverflowError('date value out of range')
        return type(self).fromordinal(n)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if _is_date(other):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented


def _is_date(v):
    return isinstance(v, date) and not isinstance(v, datetime)


date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(days=1)


def _invalid_iso(text):
    raise ValueError(f'Invalid isoformat string: {text!r}')


def _read_iso_date(text, whole):
    if len(text) == 10 and text[4] == text[7] == '-':
        parts = text[:4], text[5:7], text[8:]
    elif len(text) == 8 and text.isdecimal():
        parts = text[:4], text[4:6], text[6:]
    else:
        _invalid_iso(whole)
    if not all(p.isdecimal() for p in parts):
        _invalid_iso(whole)
    return tuple(map(int, parts))


def _read_iso_time(text, whole):
    """(hour, minute, second, microsecond, zone)"""
    zone = None
    at = max(text.find('+'), text.find('-'))
    if text.endswith('Z'):
        zone, text = timezone.utc, text[:-1]
    elif at >= 0:
        hour, minute, second, microsecond = _read_iso_clock(text[at + 1:], whole)
        offset = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=microsecond)
        zone = timezone(-offset if text[at] == '-' else offset)
        text = text[:at]
    return (*_read_iso_clock(text, whole), zone)


def _read_iso_clock(text, whole):
    text, dot, fraction = text.replace(',', '.').partition('.')
    parts = text.split(':') if ':' in text else [text[i:i + 2] for i in range(0, len(text), 2)]
    if not 1 <= len(parts) <= 3 or not all(len(p) == 2 and p.isdecimal() for p in parts):
        _invalid_iso(whole)
    if dot and (len(parts) != 3 or not fraction.isdecimal()):
        _invalid_iso(whole)
    numbers = [int(p) for p in parts] + [0] * (3 - len(parts))
    return (*numbers, int(fraction[:6].ljust(6, '0')) if dot else 0)


def _format_clock(hour, minute, second, microsecond, timespec):
    if timespec == 'auto':
        timespec = 'microseconds' if microsecond else 'seconds'
    if timespec == 'hours':
        return f'{hour:02d}'
    if timespec == 'minutes':
        return f'{hour:02d}:{minute:02d}'
    if timespec == 'seconds':
        return f'{hour:02d}:{minute:02d}:{second:02d}'
    if timespec == 'milliseconds':
        return f'{hour:02d}:{minute:02d}:{second:02d}.{microsecond // 1000:03d}'
    if timespec == 'microseconds':
        return f'{hour:02d}:{minute:02d}:{second:02d}.{microsecond:06d}'
    raise ValueError('Unknown timespec value')


class time:
    """A time of day."""

    __slots__ = '_hour', '_minute', '_second', '_microsecond', '_tzinfo', '_fold'

    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        hour, minute, second, microsecond = _check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self = object.__new__(cls)
        self._hour, self._minute, self._second, self._microsecond = hour, minute, second, microsecond
        self._tzinfo, self._fold = tzinfo, fold
        return self

    @classmethod
    def fromisoformat(cls, text):
        return cls(*_read_iso_time(text.removeprefix('T'), text))

    hour = property(lambda self: self._hour)
    minute = property(lambda self: self._minute)
    second = property(lambda self: self._second)
    microsecond = property(lambda self: self._microsecond)
    tzinfo = property(lambda self: self._tzinfo)
    fold = property(lambda self: self._fold)

    def _clock(self):
        return self._hour, self._minute, self._second, self._microsecond

    def utcoffset(self):
        return None if self._tzinfo is None else self._tzinfo.utcoffset(None)

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(None)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(None)

    def isoformat(self, timespec='auto'):
        return _format_clock(*self._clock(), timespec) + _format_offset(self.utcoffset())

    def __str__(self):
        return self.isoformat()

    def strftime(self, format):
        return _strftime(self, format, (1900, 1, 1, *self._clock()[:3]))

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def __repr__(self):
        parts = [str(self._hour), str(self._minute)]
        if self._second or self._microsecond:
            parts.append(str(self._second))
        if self._microsecond:
            parts.append(str(self._microsecond))
        if self._tzinfo is not None:
            parts.append(f'tzinfo={self._tzinfo!r}')
        if self._fold:
            parts.append('fold=1')
        return f'{_qualified(self)}({", ".join(parts)})'

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True, *, fold=None):
        return type(self)(self._hour if hour is None else hour, self._minute if minute is None else minute,
                          self._second if second is None else second,
                          self._microsecond if microsecond is None else microsecond,
                          self._tzinfo if tzinfo is True else tzinfo,
                          fold=self._fold if fold is None else fold)

    def _key(self, other):
        a, b = self.utcoffset(), other.utcoffset()
        if (a is None) != (b is None):
            return None
        x, y = timedelta(0, self._hour * 3600 + self._minute * 60 + self._second, self._microsecond), \
            timedelta(0, other._hour * 3600 + other._minute * 60 + other._second, other._microsecond)
        return (x, y) if a is None else (x - a, y - b)

    def _order(self, other):
        pair = self._key(other)
        if pair is None:
            raise TypeError("can't compare offset-naive and offset-aware times")
        return pair

    def __eq__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        pair = self._key(other)
        return pair is not None and pair[0] == pair[1]

    def __lt__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        a, b = self._order(other)
        return a < b

    def __le__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        a, b = self._order(other)
        return a <= b

    def __gt__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        a, b = self._order(other)
        return a > b

    def __ge__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        a, b = self._order(other)
        return a >= b

    def __hash__(self):
        return hash((self._clock(), self.utcoffset()))


time.min = time(0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(microseconds=1)
_EPOCH = _ordinal(1970, 1, 1)


class datetime(date):
    """A day and a time of it."""

    __slots__ = '_hour', '_minute', '_second', '_microsecond', '_tzinfo', '_fold'

    def __new__(cls, year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *,
                fold=0):
        year, month, day = _check_date(year, month, day)
        hour, minute, second, microsecond = _check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self = object.__new__(cls)
        self._year, self._month, self._day = year, month, day
        self._hour, self._minute, self._second, self._microsecond = hour, minute, second, microsecond
        self._tzinfo, self._fold = tzinfo, fold
        return self

    hour = property(lambda self: self._hour)
    minute = property(lambda self: self._minute)
    second = property(lambda self: self._second)
    microsecond = property(lambda self: self._microsecond)
    tzinfo = property(lambda self: self._tzinfo)
    fold = property(lambda self: self._fold)

    @classmethod
    def _of(cls, microseconds, tz=None):
        """From microseconds since 0001-01-01."""
        days, rest = divmod(microseconds, 86400000000)
        if not 0 <= days < _MAX_ORDINAL:
            raise OverflowError('date value out of range')
        seconds, microsecond = divmod(rest, 1000000)
        minutes, second = divmod(seconds, 60)
        return cls(*_from_ordinal(days + 1), *divmod(minutes, 60), second, microsecond, tz)

    @classmethod
    def _from_epoch(cls, microseconds, tz):
        _check_zone(tz)
        made = cls._of((_EPOCH - 1) * 86400000000 + microseconds, tz)
        return made if tz is None else tz.fromutc(made)

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        a, b = timestamp.as_integer_ratio()
        return cls._from_epoch(_divide(a * 1000000, b), tz)

    @classmethod
    def utcfromtimestamp(cls, timestamp):
        return cls.fromtimestamp(timestamp)

    @classmethod
    def now(cls, tz=None):
        return cls._from_epoch(_clock.time_ns() // 1000, tz)

    @classmethod
    def today(cls):
        return cls.now()

    @classmethod
    def utcnow(cls):
        return cls.now()

    @classmethod
    def fromordinal(cls, n):
        return cls(*_from_ordinal(n))

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        return cls(*date._date(), *time._clock(), time.tzinfo if tzinfo is True else tzinfo,
                   fold=time.fold)

    @classmethod
    def fromisoformat(cls, text):
        if not isinstance(text, str):
            raise TypeError('fromisoformat: argument must be str')
        length = 10 if text[4:5] == '-' else 8
        day = _read_iso_date(text[:length], text)
        return cls(*day) if len(text) == length else cls(*day, *_read_iso_time(text[length + 1:], text))

    @classmethod
    def strptime(cls, text, format):
        parts = _read_text(text, format)
        zone = None
        if parts[8] is not None:
            zone = timezone(timedelta(seconds=parts[8]))
        return cls(*parts[:7], zone)

    def _clock(self):
        return self._hour, self._minute, self._second, self._microsecond

    def _since(self):
        """Microseconds since 0001-01-01, by its own clock."""
        seconds = (self.toordinal() - 1) * 86400 + self._hour * 3600 + self._minute * 60 + self._second
        return seconds * 1000000 + self._microsecond

    def date(self):
        return date(self._year, self._month, self._day)

    def time(self):
        return time(*self._clock(), fold=self._fold)

    def timetz(self):
        return time(*self._clock(), self._tzinfo, fold=self._fold)

    def utcoffset(self):
        return None if self._tzinfo is None else self._tzinfo.utcoffset(self)

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(self)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(self)

    def timestamp(self):
        return self._utc() / 1000000

    def _utc(self):
        offset = self.utcoffset()
        return self._since() - (_EPOCH - 1) * 86400000000 - (offset._total() if offset else 0)

    def astimezone(self, tz=None):
        tz = timezone.utc if tz is None else tz
        return type(self)._from_epoch(self._utc(), tz)

    def timetuple(self):
        dst = self.dst()
        return _struct_time((*self._date(), *self._clock()[:3], self.weekday(), _day_of_year(*self._date()),
                             -1 if dst is None else int(bool(dst))))

    def utctimetuple(self):
        moment = self if self.utcoffset() is None else self.astimezone(timezone.utc)
        return _struct_time((*moment.timetuple()[:8], 0))

    def isoformat(self, sep='T', timespec='auto'):
        return (date.isoformat(self) + sep + _format_clock(*self._clock(), timespec) +
                _format_offset(self.utcoffset()))

    def __str__(self):
        return self.isoformat(' ')

    def __repr__(self):
        parts = [*self._date(), self._hour, self._minute, self._second, self._microsecond]
        while len(parts) > 5 and parts[-1] == 0:
            parts.pop()
        parts = [str(p) for p in parts]
        if self._tzinfo is not None:
            parts.append(f'tzinfo={self._tzinfo!r}')
        if self._fold:
            parts.append('fold=1')
        return f'{_qualified(self)}({", ".join(parts)})'

    def ctime(self):
        return (f'{_DAYS[self.weekday()][:3]} {_MONTHS[self._month - 1][:3]} {self._day:2d} '
                f'{self._hour:02d}:{self._minute:02d}:{self._second:02d} {self._year:04d}')

    def strftime(self, format):
        return _strftime(self, format, (*self._date(), *self._clock()[:3]))

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None,
                microsecond=None, tzinfo=True, *, fold=None):
        given = year, month, day, hour, minute, second, microsecond
        own = *self._date(), *self._clock()
        return type(self)(*(o if g is None else g for g, o in zip(given, own)),
                          self._tzinfo if tzinfo is True else tzinfo,
                          fold=self._fold if fold is None else fold)

    def _pair(self, other):
        a, b = self.utcoffset(), other.utcoffset()
        if (a is None) != (b is None):
            return None
        x, y = self._since(), other._since()
        return (x, y) if a is None else (x - a._total(), y - b._total())

    def _order(self, other):
        pair = self._pair(other)
        if pair is None:
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        return pair

    def _not_a_datetime(self, other):
        if isinstance(other, date):
            raise TypeError(f"can't compare {type(self).__module__}.{type(self).__name__} to "
                            f'{type(other).__module__}.{type(other).__name__}')
        return NotImplemented

    def __eq__(self, other):
        if not isinstance(other, datetime):
            return False if isinstance(other, date) else NotImplemented
        pair = self._pair(other)
        return pair is not None and pair[0] == pair[1]

    def __lt__(self, other):
        if not isinstance(other, datetime):
            return self._not_a_datetime(other)
        a, b = self._order(other)
        return a < b

    def __le__(self, other):
        if not isinstance(other, datetime):
            return self._not_a_datetime(other)
        a, b = self._order(other)
        return a <= b

    def __gt__(self, other):
        if not isinstance(other, datetime):
            return self._not_a_datetime(other)
        a, b = self._order(other)
        return a > b

    def __ge__(self, other):
        if not isinstance(other, datetime):
            return self._not_a_datetime(other)
        a, b = self._order(other)
        return a >= b

    def __hash__(self):
        offset = self.utcoffset()
        return hash(self._since() - (offset._total() if offset else 0))

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return type(self)._of(self._since() + other._total(), self._tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return type(self)._of(self._since() - other._total(), self._tzinfo)
        if not isinstance(other, datetime):
            return NotImplemented
        pair = self._pair(other)
        if pair is None:
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        return timedelta._of(pair[0] - pair[1])


datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)
