# Iterators made of iterators. What checks its arguments at once does so before its generator starts.


class count:
    def __init__(self, start=0, step=1):
        if not hasattr(start, '__add__') or isinstance(start, (str, list, tuple)):
            raise TypeError('a number is required')
        self._next = start
        self._step = step

    def __iter__(self):
        return self

    def __next__(self):
        value = self._next
        self._next = value + self._step
        return value

    def __repr__(self):
        if self._step == 1 and isinstance(self._step, int):
            return 'count(%r)' % (self._next,)
        return 'count(%r, %r)' % (self._next, self._step)


class repeat:
    def __init__(self, object, times=None):
        self._object = object
        self._left = None if times is None else max(0, times)

    def __iter__(self):
        return self

    def __next__(self):
        if self._left is not None:
            if not self._left:
                raise StopIteration
            self._left -= 1
        return self._object

    def __length_hint__(self):
        if self._left is None:
            raise TypeError('len() of unsized object')
        return self._left

    def __repr__(self):
        if self._left is None:
            return 'repeat(%r)' % (self._object,)
        return 'repeat(%r, %d)' % (self._object, self._left)


def cycle(iterable, /):
    return _cycle(iter(iterable))


def _cycle(iterator):
    saved = []
    for item in iterator:
        saved.append(item)
        yield item
    while saved:
        yield from saved


class chain:
    def __init__(self, *iterables):
        self._chained = _chained(iter(iterables))

    @classmethod
    def from_iterable(cls, iterable, /):
        self = cls()
        self._chained = _chained(iter(iterable))
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._chained)


def _chained(iterables):
    for iterable in iterables:
        for item in iterable:
            yield item


def _bound(value, message):
    if value is None:
        return None
    try:
        value = value.__index__()
    except AttributeError:
        raise ValueError(message) from None
    if value < 0:
        raise ValueError(message)
    return value


def islice(iterable, *args):
    if not args or len(args) > 3:
        raise TypeError('islice expected at %s, got %d' % (
            ('most 4 arguments', len(args) + 1) if args else ('least 2 arguments', 1)))
    s = slice(*args)
    if len(args) == 1:
        stop = _bound(s.stop, 'Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.')
        start, step = 0, 1
    else:
        text = 'Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.'
        start = _bound(s.start, text) or 0
        stop = _bound(s.stop, 'Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.')
        step = _bound(s.step, 'Step for islice() must be a positive integer or None.')
        if step == 0:
            raise ValueError('Step for islice() must be a positive integer or None.')
        step = 1 if step is None else step
    return _islice(iter(iterable), start, stop, step)


def _islice(iterator, start, stop, step):
    position = 0
    wanted = start
    while stop is None or wanted < stop:
        while position < wanted:
            for _ in iterator:
                break
            else:
                return
            position += 1
        for item in iterator:
            break
        else:
            return
        position += 1
        wanted += step
        yield item
    while stop is not None and position < stop:
        for _ in iterator:
            break
        else:
            return
        position += 1


def zip_longest(*iterables, fillvalue=None):
    return _zip_longest([iter(i) for i in iterables], fillvalue)


_END = object()


def _zip_longest(iterators, fill):
    active = len(iterators)
    while active:
        row = []
        for i, iterator in enumerate(iterators):
            item = fill
            if iterator is not None:
                item = next(iterator, _END)
                if item is _END:
                    item = fill
                    iterators[i] = None
                    active -= 1
                    if not active:
                        return
            row.append(item)
        yield tuple(row)


def product(*iterables, repeat=1):
    if repeat < 0:
        raise ValueError('repeat argument cannot be negative')
    return _product([tuple(i) for i in iterables] * repeat)


def _product(pools):
    if not all(pools):
        return
    n = len(pools)
    at = [0] * n
    row = [pool[0] for pool in pools]
    while True:
        yield tuple(row)
        i = n - 1
        while i >= 0:
            at[i] += 1
            if at[i] < len(pools[i]):
                row[i] = pools[i][at[i]]
                break
            at[i] = 0
            row[i] = pools[i][0]
            i -= 1
        if i < 0:
            return


def permutations(iterable, r=None):
    pool = tuple(iterable)
    r = len(pool) if r is None else r
    if not isinstance(r, int):
        raise TypeError('Expected int as r')
    if r < 0:
        raise ValueError('r must be non-negative')
    return _permutations(pool, r)


def _permutations(pool, r):
    n = len(pool)
    if r > n:
        return
    order = list(range(n))
    cycles = list(range(n, n - r, -1))
    yield tuple([pool[i] for i in order[:r]])
    while n:
        for i in reversed(range(r)):
            cycles[i] -= 1
            if cycles[i] == 0:
                order[i:] = order[i + 1:] + order[i:i + 1]
                cycles[i] = n - i
            else:
                j = n - cycles[i]
                order[i], order[j] = order[j], order[i]
                yield tuple([pool[k] for k in order[:r]])
                break
        else:
            return


def _rows(pool, at, n, r, step):
    if r > n and step:
        return
    if r and not n:
        return
    while True:
        yield tuple([pool[i] for i in at])
        for i in reversed(range(r)):
            if at[i] != (i + n - r if step else n - 1):
                break
        else:
            return
        value = at[i] + 1
        for j in range(i, r):
            at[j] = value + (j - i if step else 0)


def combinations(iterable, r):
    pool = tuple(iterable)
    if r < 0:
        raise ValueError('r must be non-negative')
    return _rows(pool, list(range(r)), len(pool), r, 1)


def combinations_with_replacement(iterable, r):
    pool = tuple(iterable)
    if r < 0:
        raise ValueError('r must be non-negative')
    return _rows(pool, [0] * r, len(pool), r, 0)


def accumulate(iterable, func=None, *, initial=None):
    return _accumulate(iter(iterable), func, initial)


def _accumulate(iterator, func, total):
    if total is None:
        for total in iterator:
            break
        else:
            return
    yield total
    for item in iterator:
        total = total + item if func is None else func(total, item)
        yield total


class groupby:
    def __init__(self, iterable, key=None):
        self._iterator = iter(iterable)
        self._key = key
        self._value = self._current = self._target = _END
        self._group = None

    def __iter__(self):
        return self

    def _step(self):
        self._value = next(self._iterator)
        self._current = self._value if self._key is None else self._key(self._value)

    def __next__(self):
        self._group = group = object()
        while self._current is _END or (self._target is not _END and self._current == self._target):
            self._step()
        self._target = self._current
        return self._current, self._grouper(self._current, group)

    def _grouper(self, target, group):
        while self._group is group and self._current == target:
            yield self._value
            try:
                self._step()
            except StopIteration:
                return


def takewhile(predicate, iterable, /):
    return _takewhile(predicate, iter(iterable))


def _takewhile(predicate, iterator):
    for item in iterator:
        if not predicate(item):
            return
        yield item


def dropwhile(predicate, iterable, /):
    return _dropwhile(predicate, iter(iterable))


def _dropwhile(predicate, iterator):
    for item in iterator:
        if not predicate(item):
            yield item
            break
    yield from iterator


def filterfalse(function, iterable, /):
    return _filterfalse(function, iter(iterable))


def _filterfalse(function, iterator):
    for item in iterator:
        if not (item if function is None else function(item)):
            yield item


def starmap(function, iterable, /):
    return _starmap(function, iter(iterable))


def _starmap(function, iterator):
    for arguments in iterator:
        yield function(*arguments)


def compress(data, selectors):
    return _compress(iter(data), iter(selectors))


def _compress(data, selectors):
    for item, wanted in zip(data, selectors):
        if wanted:
            yield item


def pairwise(iterable, /):
    return _pairwise(iter(iterable))


def _pairwise(iterator):
    for before in iterator:
        break
    else:
        return
    for item in iterator:
        yield before, item
        before = item


class _Tee:
    def __init__(self, iterator, link):
        self._iterator = iterator
        self._link = link

    def __iter__(self):
        return self

    def __next__(self):
        link = self._link
        if link[1] is None:
            link[0] = next(self._iterator)
            link[1] = [None, None]
        self._link = link[1]
        return link[0]

    def __copy__(self):
        return _Tee(self._iterator, self._link)


def tee(iterable, n=2, /):
    if n < 0:
        raise ValueError('n must be >= 0')
    if isinstance(iterable, _Tee):
        return tuple(_Tee(iterable._iterator, iterable._link) for _ in range(n))
    iterator = iter(iterable)
    link = [None, None]
    return tuple(_Tee(iterator, link) for _ in range(n))
