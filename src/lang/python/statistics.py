# Means, medians, spreads. Sums are exact: every number is a whole number over a power of two.
import math
from collections import Counter

__all__ = ['StatisticsError', 'fmean', 'mean', 'geometric_mean', 'harmonic_mean', 'median',
           'median_low', 'median_high', 'mode', 'multimode', 'pstdev', 'pvariance', 'stdev',
           'variance', 'quantiles', 'correlation', 'covariance']


class StatisticsError(ValueError):
    pass


def _ratio(v):
    if hasattr(v, 'as_integer_ratio'):
        return v.as_integer_ratio()
    raise TypeError(f"can't convert type '{type(v).__name__}' to numerator/denominator")


def _add(a, b):
    return a[0] * b[1] + b[0] * a[1], a[1] * b[1]


def _sum(data):
    """The exact sum as (numerator, denominator)."""
    by_denominator = {}
    for v in data:
        n, d = _ratio(v)
        by_denominator[d] = by_denominator.get(d, 0) + n
    total = 0, 1
    for d, n in by_denominator.items():
        total = _add(total, (n, d))
    g = math.gcd(*total)
    return total[0] // g, total[1] // g


def _number(ratio, data):
    """The ratio as the data's kind of number: an int where all are and it is whole."""
    n, d = ratio
    if all(isinstance(v, int) for v in data) and n % d == 0:
        return n // d
    return n / d


def _check(data, least, what):
    data = list(data)
    if len(data) < least:
        raise StatisticsError(f'{what} requires at least {("zero", "one", "two")[least]} data point{"s" if least > 1 else ""}')
    return data


def mean(data):
    data = _check(data, 1, 'mean')
    n, d = _sum(data)
    return _number((n, d * len(data)), data)


def fmean(data, weights=None):
    data = list(data)
    if not data:
        raise StatisticsError('fmean requires at least one data point')
    if weights is None:
        return math.fsum(data) / len(data)
    weights = list(weights)
    if len(weights) != len(data):
        raise StatisticsError('data and weights must be the same length')
    total = math.fsum(weights)
    if not total:
        raise StatisticsError('sum of weights must be non-zero')
    return math.fsum(x * w for x, w in zip(data, weights)) / total


def geometric_mean(data):
    data = list(data)
    if not data or any(v <= 0 for v in data):
        raise StatisticsError('geometric mean requires a non-empty dataset containing positive numbers')
    return math.exp(fmean(map(math.log, data)))


def harmonic_mean(data, weights=None):
    data = list(data)
    if not data:
        raise StatisticsError('harmonic_mean requires at least one data point')
    if any(v < 0 for v in data):
        raise StatisticsError('harmonic mean does not support negative values')
    if 0 in data:
        return 0
    weights = [1] * len(data) if weights is None else list(weights)
    total = _sum([w / v for w, v in zip(weights, data)])
    n, d = _sum(weights)
    return n * total[1] / (d * total[0])


def median(data):
    data = sorted(data)
    if not data:
        raise StatisticsError('no median for empty data')
    i = len(data) // 2
    return data[i] if len(data) % 2 else (data[i - 1] + data[i]) / 2


def median_low(data):
    data = sorted(data)
    if not data:
        raise StatisticsError('no median for empty data')
    return data[(len(data) - 1) // 2]


def median_high(data):
    data = sorted(data)
    if not data:
        raise StatisticsError('no median for empty data')
    return data[len(data) // 2]


def mode(data):
    pairs = Counter(data).most_common(1)
    if not pairs:
        raise StatisticsError('no mode for empty data')
    return pairs[0][0]


def multimode(data):
    counts = Counter(data)
    most = max(counts.values(), default=0)
    return [v for v, count in counts.items() if count == most]


def _squares(data, center):
    """The exact sum of squares of the distances from the mean (or from `center`)."""
    n, d = _sum(data)
    m = _ratio(center) if center is not None else (n, d * len(data))
    total = 0, 1
    for v in data:
        a, b = _ratio(v)
        difference = a * m[1] - m[0] * b, b * m[1]
        total = _add(total, (difference[0] ** 2, difference[1] ** 2))
        g = math.gcd(*total)
        total = total[0] // g, total[1] // g
    return total


def variance(data, xbar=None):
    data = _check(data, 2, 'variance')
    n, d = _squares(data, xbar)
    return _number((n, d * (len(data) - 1)), data)


def pvariance(data, mu=None):
    data = _check(data, 1, 'pvariance')
    n, d = _squares(data, mu)
    return _number((n, d * len(data)), data)


def _root(n, d):
    """The square root of a ratio, rightly rounded."""
    if n == 0:
        return 0.0
    shift = max(0, 120 - n.bit_length() + d.bit_length())
    shift += shift % 2
    root = math.isqrt((n << shift) // d)
    if root * root * d != n << shift:
        root |= 1
    return root / (1 << shift // 2)


def stdev(data, xbar=None):
    data = _check(data, 2, 'stdev')
    n, d = _squares(data, xbar)
    return _root(n, d * (len(data) - 1))


def pstdev(data, mu=None):
    data = _check(data, 1, 'pstdev')
    n, d = _squares(data, mu)
    return _root(n, d * len(data))


def quantiles(data, *, n=4, method='exclusive'):
    if n < 1:
        raise StatisticsError('n must be at least 1')
    data = sorted(data)
    count = len(data)
    if count < 2:
        raise StatisticsError('must have at least two data points')
    if method not in ('inclusive', 'exclusive'):
        raise ValueError(f'Unknown method: {method!r}')
    result = []
    for i in range(1, n):
        if method == 'inclusive':
            j, delta = divmod(i * (count - 1), n)
            result.append((data[j] * (n - delta) + data[min(j + 1, count - 1)] * delta) / n)
        else:
            j = min(max(i * (count + 1) // n, 1), count - 1)
            delta = i * (count + 1) - j * n
            result.append((data[j - 1] * (n - delta) + data[j] * delta) / n)
    return result


def covariance(x, y, /):
    n = len(x)
    if len(y) != n:
        raise StatisticsError('covariance requires that both inputs have same number of data points')
    if n < 2:
        raise StatisticsError('covariance requires at least two data points')
    a, b = math.fsum(x) / n, math.fsum(y) / n
    return math.fsum((i - a) * (j - b) for i, j in zip(x, y)) / (n - 1)


def correlation(x, y, /):
    n = len(x)
    if len(y) != n:
        raise StatisticsError('correlation requires that both inputs have same number of data points')
    if n < 2:
        raise StatisticsError('correlation requires at least two data points')
    a, b = math.fsum(x) / n, math.fsum(y) / n
    xy = math.fsum((i - a) * (j - b) for i, j in zip(x, y))
    xx, yy = math.fsum((i - a) ** 2 for i in x), math.fsum((j - b) ** 2 for j in y)
    if not xx * yy:
        raise StatisticsError('at least one of the inputs is constant')
    return xy / math.sqrt(xx * yy)
