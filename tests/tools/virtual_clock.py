"""Runs a program under the installed CPython 3.11 on the virtual clock that `awaitscope run
--cpu-speed free` has.

    virtual_clock.py [--seed N] [--epoch SECONDS] [--events FILE] FILE.py [ARG...]

Prints what the program prints, byte for byte, and ends with its exit status; 5 at a deadlock, 3 when
the program needs what only an operating system has (threads, descriptors).

The clock is a whole number of nanoseconds. Computing is free. The clock moves when nobody is ready,
to the earliest deadline, and when time.sleep() blocks. Every timer carries the lateness that was
current when it was made (-1: it was due already); when the clock stops at a timer the current lateness
becomes that timer's plus one. A timer is due when its deadline is past, or is now with a lateness
below the current one; what is due joins the line in the order of deadline, lateness, sequence.
After 2000 readings of a clock that stands each further one costs 100 us, after 2000 turns of the loop
with a timer pending 20 us. Sets of tasks and futures that asyncio itself makes go by creation, its set
of asynchronous generators by the first iteration.

--events writes what happens to tasks, one event a line, fields separated by tabs:

    NANOSECONDS KIND NUMBER LINE NAME CORO

KIND is created, first_step, resumed, suspended, finished, failed or cancelled. NUMBER counts tasks
in the order of creation, from 1. LINE is the line of the program at which the innermost coroutine of
the task stands (created: the line of who makes it), 0 where there is none. CORO is the qualified
name of what the task runs.
"""
import argparse
import atexit
import os
import sys
import weakref

EPOCH = 1704067200
FREE_READS, READ_NS, FREE_TURNS, TURN_NS = 2000, 100_000, 2000, 20_000
DEADLOCK, NOT_COVERED = 5, 3


to_flush = []  # files that a sudden end must not cut off


def leave(status, sentence):
    sys.stdout.flush()
    for file in to_flush:
        file.flush()
    sys.__stderr__.write(f'virtual_clock.py: {sentence}\n')
    sys.__stderr__.flush()
    os._exit(status)


class Clock:
    def __init__(self, epoch):
        self.now = self.lateness = self.reads = self.turns = self.sequence = 0
        self.epoch = epoch * 10**9

    def move(self, to_ns):
        if to_ns > self.now:
            self.now, self.reads, self.turns = to_ns, 0, 0

    def wake(self, deadline, lateness):
        self.move(deadline)
        self.lateness = lateness + 1

    def read(self):
        self.reads += 1
        if self.reads > FREE_READS:
            self.now += READ_NS
        return self.now

    def note_turn(self):
        self.turns += 1
        if self.turns > FREE_TURNS:
            self.now += TURN_NS

    def key(self, when):
        """Where a timer made now has its place."""
        ns = round(when * 1e9)
        self.sequence += 1
        return ns, -1 if ns <= self.now else self.lateness, self.sequence

    def is_due(self, key):
        return key[0] < self.now or key[0] == self.now and key[1] < self.lateness


def replace_time(clock):
    import datetime
    import time

    def sleep(seconds, /):
        if seconds < 0:
            raise ValueError('sleep length must be non-negative')
        if seconds:
            clock.wake(clock.now + round(seconds * 1e9), clock.lateness)

    def put(name, function):
        function.__name__ = function.__qualname__ = name
        setattr(time, name, function)

    put('sleep', sleep)
    put('time', lambda: (clock.epoch + clock.read()) / 1e9)
    put('time_ns', lambda: clock.epoch + clock.read())
    for name in ('monotonic', 'perf_counter'):
        put(name, lambda: clock.read() / 1e9)
        put(name + '_ns', lambda: clock.read())
    for name in ('process_time', 'thread_time'):
        put(name, lambda: 0.0)
        put(name + '_ns', lambda: 0)

    def seconds_now():
        return (clock.epoch + clock.now) // 10**9

    for name in ('localtime', 'gmtime', 'ctime'):
        real = getattr(time, name)
        put(name, lambda seconds=None, real=real: real(seconds_now() if seconds is None else seconds))
    asctime, strftime, localtime = time.asctime, time.strftime, time.localtime
    put('asctime', lambda t=None: asctime(localtime() if t is None else t))
    put('strftime', lambda form, t=None: strftime(form, localtime() if t is None else t))

    real_datetime, real_date = datetime.datetime, datetime.date

    def kind_of(real):
        class Kind(type):
            def __instancecheck__(cls, thing):
                return isinstance(thing, real)

            def __subclasscheck__(cls, other):
                return issubclass(other, real)
        return Kind

    def moment(tz):
        utc = real_datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        when = utc + datetime.timedelta(microseconds=(clock.epoch + clock.now) // 1000)
        return when.astimezone(tz) if tz is not None else when.replace(tzinfo=None)

    class VirtualDatetime(real_datetime, metaclass=kind_of(real_datetime)):
        @classmethod
        def now(cls, tz=None):
            return moment(tz)

        @classmethod
        def utcnow(cls):
            return moment(None)

        @classmethod
        def today(cls):
            return moment(None)

    class VirtualDate(real_date, metaclass=kind_of(real_date)):
        @classmethod
        def today(cls):
            return moment(None).date()

    for name, virtual in (('datetime', VirtualDatetime), ('date', VirtualDate)):
        virtual.__name__ = virtual.__qualname__ = name
        virtual.__module__ = 'datetime'
        setattr(datetime, name, virtual)


class OrderedSet(set):
    """A set that gives its members in the order in which they were put in."""

    def __init__(self, items=()):
        items = list(items)
        super().__init__(items)
        self.order = dict.fromkeys(items)

    def __iter__(self):
        return iter(list(self.order))

    def __repr__(self):
        return '{' + ', '.join(map(repr, self)) + '}' if self else 'set()'

    def add(self, item):
        super().add(item)
        self.order[item] = None

    def discard(self, item):
        super().discard(item)
        self.order.pop(item, None)

    def remove(self, item):
        super().remove(item)
        self.order.pop(item, None)

    def pop(self):
        for item in self:
            self.remove(item)
            return item
        raise KeyError('pop from an empty set')

    def clear(self):
        super().clear()
        self.order.clear()

    def copy(self):
        return OrderedSet(self)

    def update(self, *others):
        for other in others:
            for item in other:
                self.add(item)

    def difference_update(self, *others):
        for other in others:
            for item in list(other):
                self.discard(item)

    def union(self, *others):
        made = self.copy()
        made.update(*others)
        return made

    def difference(self, *others):
        made = self.copy()
        made.difference_update(*others)
        return made

    def intersection(self, *others):
        return OrderedSet(item for item in self if all(item in other for other in others))

    def __or__(self, other):
        return self.union(other)

    def __sub__(self, other):
        return self.difference(other)

    def __and__(self, other):
        return self.intersection(other)

    def __ior__(self, other):
        self.update(other)
        return self

    def __isub__(self, other):
        self.difference_update(other)
        return self


def dress(cls, name, module):
    """Gives a class of ours the name of the one whose place it takes, for reprs."""
    cls.__name__ = cls.__qualname__ = name
    cls.__module__ = module


class Numbering:
    """Numbers tasks and futures from 1 and makes the number their hash, so that sets of them have the
    same order each time. The classes stay what they are: to asyncio, a subclass is not the same."""

    def __init__(self):
        import ctypes
        self.count = 0
        self.numbers = {}  # by id
        self.references = {}
        self.slot = ctypes.PYFUNCTYPE(ctypes.c_ssize_t, ctypes.py_object)(self.number)
        self.pointer = ctypes.cast(self.slot, ctypes.c_void_p).value

    def number(self, thing):
        key = id(thing)
        if key not in self.numbers:
            self.count += 1
            self.numbers[key] = self.count
            self.references[key] = weakref.ref(thing, lambda _: self.forget(key))
        return self.numbers[key]

    def forget(self, key):
        del self.numbers[key], self.references[key]

    def takes_over_hash(self, kind):
        import ctypes
        offset = 15 * ctypes.sizeof(ctypes.c_void_p)  # of tp_hash in CPython 3.11's PyTypeObject
        slot = ctypes.c_void_p.from_address(id(kind) + offset)
        if slot.value != ctypes.c_void_p.from_address(id(object) + offset).value:
            leave(NOT_COVERED, f'the hash of {kind.__name__} is not where CPython 3.11 has it')
        slot.value = self.pointer


class RegisteredTasks(OrderedSet):
    """The weak references to all tasks, put in as tasks are made."""

    def __init__(self, numbering, events):
        super().__init__()
        self.numbering = numbering
        self.events = events

    def add(self, reference):
        self.numbering.number(reference())
        super().add(reference)
        if self.events:
            self.events.created(reference())


class Events:
    """What happens to tasks, written to a file."""

    def __init__(self, path, clock, program):
        self.file = open(path, 'w', encoding='utf-8')
        to_flush.append(self.file)
        atexit.register(self.file.close)
        self.clock = clock
        self.program = program
        self.count = 0
        self.numbers = weakref.WeakKeyDictionary()
        self.begun = set()

    def write(self, kind, task, line):
        coro = task.get_coro()
        name = getattr(coro, '__qualname__', type(coro).__name__)
        fields = (self.clock.now, kind, self.numbers[task], line, task.get_name(), name)
        self.file.write('\t'.join(map(str, fields)) + '\n')

    def caller_line(self):
        frame = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename != self.program:
            frame = frame.f_back
        return frame.f_lineno if frame else 0

    def standing_line(self, task):
        line, coro = 0, task.get_coro()
        while coro is not None:
            for prefix in ('cr', 'gi', 'ag'):
                frame = getattr(coro, prefix + '_frame', None)
                if frame is not None:
                    if frame.f_code.co_filename == self.program:
                        line = frame.f_lineno
                    coro = getattr(coro, {'gi': 'gi_yieldfrom'}.get(prefix, prefix + '_await'))
                    break
            else:
                coro = None
        return line

    def created(self, task):
        self.count += 1
        self.numbers[task] = self.count
        self.write('created', task, self.caller_line())

    def before_step(self, task):
        if not task.done():
            kind = 'resumed' if self.numbers[task] in self.begun else 'first_step'
            self.begun.add(self.numbers[task])
            self.write(kind, task, self.standing_line(task))

    def after_step(self, task):
        if not task.done():
            kind = 'suspended'
        elif task.cancelled():
            kind = 'cancelled'
        else:
            # asking for the exception would mark it as retrieved
            kind = 'failed' if task._exception is not None else 'finished'
        self.write(kind, task, self.standing_line(task))


def order_comprehension(module, name):
    """Has a function of the library make the set of its set comprehension with the module's set()."""
    import ast
    import inspect

    class Calls(ast.NodeTransformer):
        count = 0

        def visit_SetComp(self, node):
            self.count += 1
            made = ast.ListComp(node.elt, node.generators)
            return ast.copy_location(ast.Call(ast.Name('set', ast.Load()), [made], []), node)

    lines, first = inspect.getsourcelines(getattr(module, name))
    calls = Calls()
    tree = ast.fix_missing_locations(calls.visit(ast.parse(''.join(lines))))
    if calls.count != 1:
        leave(NOT_COVERED, f'{name}() is not what CPython 3.11 has')
    exec(compile(ast.increment_lineno(tree, first - 1), module.__file__, 'exec'), module.__dict__)


def replace_asyncio(clock, events):
    import asyncio
    import asyncio.base_events
    import asyncio.events
    import asyncio.runners
    import asyncio.taskgroups
    import asyncio.tasks
    import heapq
    import threading
    from asyncio import tasks

    order_comprehension(tasks, 'as_completed')
    numbering = Numbering()
    registered = RegisteredTasks(numbering, events)
    tasks._all_tasks.data = registered
    for kind in (asyncio.Task, asyncio.Future, tasks._GatheringFuture):
        numbering.takes_over_hash(kind)
    tasks.set = asyncio.taskgroups.set = OrderedSet
    wait, all_tasks, as_completed = tasks._wait, tasks.all_tasks, tasks.as_completed

    async def ordered_wait(fs, timeout, return_when, loop):
        done, pending = await wait(fs, timeout, return_when, loop)
        return OrderedSet(f for f in fs if f in done), OrderedSet(f for f in fs if f in pending)

    def ordered_all_tasks(loop=None):
        return OrderedSet(sorted(all_tasks(loop), key=numbering.number))

    def ordered_as_completed(fs, *, timeout=None):
        if asyncio.isfuture(fs) or asyncio.iscoroutine(fs):
            raise TypeError(f'expect an iterable of futures, not {type(fs).__name__}')
        loop = asyncio.events._get_event_loop()
        given = [tasks.ensure_future(f, loop=loop) for f in dict.fromkeys(fs)]
        yield from as_completed(given, timeout=timeout)

    for name, function in (('_wait', ordered_wait), ('all_tasks', ordered_all_tasks),
                           ('as_completed', ordered_as_completed)):
        setattr(tasks, name, function)
        if hasattr(asyncio, name):
            setattr(asyncio, name, function)
        function.__name__ = function.__qualname__ = name

    class VirtualTimer(asyncio.TimerHandle):
        __slots__ = ('key',)

        def __init__(self, when, callback, args, loop, context=None):
            super().__init__(when, callback, args, loop, context)
            if self._source_traceback:
                del self._source_traceback[-1]
            self.key = clock.key(when)

        def __lt__(self, other):
            return self.key < other.key

    dress(VirtualTimer, 'TimerHandle', 'asyncio.events')
    asyncio.events.TimerHandle = VirtualTimer

    class NoSelector:
        """Stands for the selector of a loop that talks to nobody."""

        def get_map(self):
            return {}

        def close(self):
            pass

        def get_key(self, descriptor):
            raise KeyError(descriptor)

        def register(self, *_):
            leave(NOT_COVERED, 'descriptors are not covered')

    class VirtualLoop(asyncio.SelectorEventLoop):
        def __init__(self, selector=None):
            super().__init__(NoSelector())
            self._clock_resolution = 1e-9
            self._asyncgens.data = OrderedSet()
            self.woken = False

        def _make_self_pipe(self):
            self._internal_fds = 0

        def _close_self_pipe(self):
            pass

        def _write_to_self(self):
            self.woken = True

        def add_signal_handler(self, *_):
            pass

        def remove_signal_handler(self, *_):
            return True

        def time(self):
            return clock.read() / 1e9

        def call_later(self, delay, callback, *args, context=None):
            if delay is None:
                raise TypeError('delay must not be None')
            timer = self.call_at(clock.now / 1e9 + delay, callback, *args, context=context)
            if timer._source_traceback:
                del timer._source_traceback[-1]
            return timer

        def wait_for_somebody(self):
            timers = self._scheduled
            if self._ready or self._stopping:
                if timers:
                    clock.note_turn()
                self.woken = False
            elif self.woken:
                self.woken = False
            elif not timers:
                if threading.active_count() > 1:
                    leave(NOT_COVERED, 'threads are not covered')
                leave(DEADLOCK, 'deadlock: nobody is ready and no timer is set')
            elif not clock.is_due(timers[0].key):
                clock.wake(*timers[0].key[:2])

        def run_handle(self, handle):
            if self._debug:
                try:
                    self._current_handle = handle
                    begin = clock.now
                    handle._run()
                    seconds = (clock.now - begin) / 1e9
                    if seconds >= self.slow_callback_duration:
                        asyncio.base_events.logger.warning(
                            'Executing %s took %.3f seconds',
                            asyncio.base_events._format_handle(handle), seconds)
                finally:
                    self._current_handle = None
            else:
                handle._run()

        def run_recorded(self, handle):
            task = getattr(handle._callback, '__self__', None)
            if isinstance(task, tasks.Task) and not task.done():
                events.before_step(task)
                try:
                    self.run_handle(handle)
                finally:
                    events.after_step(task)
            else:
                self.run_handle(handle)

        def _run_once(self):
            timers, ready = self._scheduled, self._ready
            while timers and timers[0]._cancelled:
                self._timer_cancelled_count -= 1
                heapq.heappop(timers)._scheduled = False
            self.wait_for_somebody()
            while timers and clock.is_due(timers[0].key):
                handle = heapq.heappop(timers)
                handle._scheduled = False
                ready.append(handle)
            run = self.run_recorded if events else self.run_handle
            for _ in range(len(ready)):
                handle = ready.popleft()
                if not handle._cancelled:
                    run(handle)
            handle = None

    dress(VirtualLoop, '_UnixSelectorEventLoop', 'asyncio.unix_events')
    asyncio.SelectorEventLoop = VirtualLoop

    class VirtualPolicy(asyncio.DefaultEventLoopPolicy):
        _loop_factory = VirtualLoop

    dress(VirtualPolicy, '_UnixDefaultEventLoopPolicy', 'asyncio.unix_events')
    asyncio.DefaultEventLoopPolicy = VirtualPolicy
    asyncio.set_event_loop_policy(VirtualPolicy())

    def cancel_all_tasks(loop):
        left = list(ordered_all_tasks(loop))
        if not left:
            return
        for task in left:
            task.cancel()
        loop.run_until_complete(tasks.gather(*left, return_exceptions=True))
        for task in left:
            if not task.cancelled() and task.exception() is not None:
                loop.call_exception_handler({
                    'message': 'unhandled exception during asyncio.run() shutdown',
                    'exception': task.exception(), 'task': task})

    asyncio.runners._cancel_all_tasks = cancel_all_tasks


def print_uncaught(kind, error, trace):
    """Prints a traceback without the frames of this file."""
    import traceback

    def strip(trace):
        kept = []
        while trace is not None:
            if trace.tb_frame.f_code.co_filename != __file__:
                kept.append(trace)
            trace = trace.tb_next
        for here, after in zip(kept, kept[1:] + [None]):
            here.tb_next = after
        return kept[0] if kept else None

    seen, todo = set(), [error]
    while todo:
        one = todo.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            one.__traceback__ = strip(one.__traceback__)
            todo += [one.__cause__, one.__context__]
    traceback.print_exception(kind, error, error.__traceback__)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--epoch', type=int, default=EPOCH)
    parser.add_argument('--events')
    parser.add_argument('file')
    parser.add_argument('argument', nargs=argparse.REMAINDER)
    options = parser.parse_args()
    environment = {'PYTHONHASHSEED': '0', 'TZ': 'UTC'}
    if any(os.environ.get(name) != value for name, value in environment.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **environment})

    clock = Clock(options.epoch)
    events = Events(options.events, clock, options.file) if options.events else None
    replace_time(clock)
    replace_asyncio(clock, events)
    import builtins
    import random
    import types
    random.seed(options.seed)
    sys.excepthook = print_uncaught
    sys.stdout.reconfigure(line_buffering=True)
    sys.argv = [options.file, *options.argument]
    sys.path[0] = os.path.dirname(os.path.abspath(options.file))
    module = types.ModuleType('__main__')
    module.__file__, module.__builtins__, module.__loader__ = options.file, builtins, None
    sys.modules['__main__'] = module
    import gc
    gc.collect()
    gc.freeze()  # collections need not look at all this
    with open(options.file, 'rb') as file:
        source = file.read()
    exec(compile(source, options.file, 'exec', dont_inherit=True), module.__dict__)


if __name__ == '__main__':
    main()
