# Heaps in lists: item i is not greater than items 2i+1 and 2i+2.


def _up(heap, start, i):
    item = heap[i]
    while i > start:
        parent = (i - 1) >> 1
        if not item < heap[parent]:
            break
        heap[i] = heap[parent]
        i = parent
    heap[i] = item


def _down(heap, i):
    # the smaller child moves up until a leaf is free, then the item moves up from there
    start, end = i, len(heap)
    item = heap[i]
    child = 2 * i + 1
    while child < end:
        if child + 1 < end and not heap[child] < heap[child + 1]:
            child += 1
        heap[i] = heap[child]
        i = child
        child = 2 * i + 1
    heap[i] = item
    _up(heap, start, i)


def heappush(heap, item, /):
    heap.append(item)
    _up(heap, 0, len(heap) - 1)


def heappop(heap, /):
    if not heap:
        raise IndexError('index out of range')
    last = heap.pop()
    if not heap:
        return last
    first = heap[0]
    heap[0] = last
    _down(heap, 0)
    return first


def heapreplace(heap, item, /):
    if not heap:
        raise IndexError('index out of range')
    first = heap[0]
    heap[0] = item
    _down(heap, 0)
    return first


def heappushpop(heap, item, /):
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _down(heap, 0)
    return item


def heapify(heap, /):
    for i in reversed(range(len(heap) // 2)):
        _down(heap, i)


def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[:max(n, 0)]


def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[:max(n, 0)]


def merge(*iterables, key=None, reverse=False):
    rows = []
    for order, iterable in enumerate(iterables):
        iterator = iter(iterable)
        for value in iterator:
            rows.append((value if key is None else key(value), order, value, iterator))
            break
    while rows:
        best = rows[0]
        for row in rows:
            if (best[0] < row[0]) if reverse else (row[0] < best[0]):
                best = row
        yield best[2]
        at = 0
        while rows[at] is not best:
            at += 1
        for value in best[3]:
            rows[at] = (value if key is None else key(value), best[1], value, best[3])
            break
        else:
            del rows[at]
