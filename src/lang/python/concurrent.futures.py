"""Futures between threads, as far as one thread can have them: no executors."""
import _world

FIRST_COMPLETED = 'FIRST_COMPLETED'
FIRST_EXCEPTION = 'FIRST_EXCEPTION'
ALL_COMPLETED = 'ALL_COMPLETED'
TimeoutError = TimeoutError


class Error(Exception):
    pass


class CancelledError(Error):
    pass


class InvalidStateError(Error):
    pass


class BrokenExecutor(RuntimeError):
    pass


for _class in (Error, CancelledError, InvalidStateError, BrokenExecutor):
    _class.__module__ = 'concurrent.futures._base'


class Future:
    __module__ = 'concurrent.futures._base'

    def __init__(self):
        self._state = 'PENDING'
        self._result = self._exception = None
        self._callbacks = []

    def __repr__(self):
        words = {'CANCELLED_AND_NOTIFIED': 'cancelled'}.get(self._state, self._state.lower())
        if self._state == 'FINISHED':
            if self._exception is None:
                words += f' returned {type(self._result).__name__}'
            else:
                words += f' raised {type(self._exception).__name__}'
        return f'<{type(self).__name__} at {id(self):#x} state={words}>'

    def _call(self, fn):
        try:
            fn(self)
        except Exception:
            import logging
            logging.getLogger('concurrent.futures').exception('exception calling callback for %r', self)

    def _end(self, state):
        self._state = state
        for fn in self._callbacks:
            self._call(fn)

    def cancel(self):
        if self._state in ('RUNNING', 'FINISHED'):
            return False
        if self._state == 'PENDING':
            self._end('CANCELLED')
        return True

    def cancelled(self):
        return self._state.startswith('CANCELLED')

    def running(self):
        return self._state == 'RUNNING'

    def done(self):
        return self._state not in ('PENDING', 'RUNNING')

    def add_done_callback(self, fn):
        if self.done():
            self._call(fn)
        else:
            self._callbacks.append(fn)

    def _wait(self, timeout, method):
        if not self.done():
            if timeout is None:
                _world.refuse(f'concurrent.futures.Future.{method}() of one that no other thread will end')
            import time
            time.sleep(timeout)
            raise TimeoutError()
        if self.cancelled():
            raise CancelledError()

    def result(self, timeout=None):
        self._wait(timeout, 'result')
        if self._exception is not None:
            raise self._exception
        return self._result

    def exception(self, timeout=None):
        self._wait(timeout, 'exception')
        return self._exception

    def set_running_or_notify_cancel(self):
        if self._state == 'CANCELLED':
            self._state = 'CANCELLED_AND_NOTIFIED'
            return False
        if self._state != 'PENDING':
            raise RuntimeError('Future in unexpected state')
        self._state = 'RUNNING'
        return True

    def _check(self):
        if self.done():
            raise InvalidStateError(f'{self._state}: {self!r}')

    def set_result(self, result):
        self._check()
        self._result = result
        self._end('FINISHED')

    def set_exception(self, exception):
        self._check()
        self._exception = exception
        self._end('FINISHED')


class Executor:
    __module__ = 'concurrent.futures._base'

    def __init__(self, *args, **kwargs):
        _world.refuse(f'concurrent.futures.{type(self).__name__}')


class ThreadPoolExecutor(Executor):
    pass


class ProcessPoolExecutor(Executor):
    pass


def wait(fs, timeout=None, return_when=ALL_COMPLETED):
    _world.refuse('concurrent.futures.wait')


def as_completed(fs, timeout=None):
    _world.refuse('concurrent.futures.as_completed')


# What asyncio has to do with them ------------------------------------------------------------

def _like(error):
    """The same error as the other side has it."""
    import asyncio
    pairs = ((CancelledError, asyncio.CancelledError), (InvalidStateError, asyncio.InvalidStateError))
    for ours, theirs in pairs:
        if type(error) is ours:
            return theirs(*error.args)
    return error


def _copy(source, target):
    """Ends `target` as `source` has ended."""
    if isinstance(target, Future):
        if source.cancelled():
            target.cancel()
        if not target.set_running_or_notify_cancel():
            return
    elif target.cancelled():
        return
    elif source.cancelled():
        target.cancel()
        return
    error = source.exception()
    if error is not None:
        target.set_exception(_like(error))
    else:
        target.set_result(source.result())


def _chain(source, target):
    """What ends the one ends the other, each in its own loop."""
    source_loop = None if isinstance(source, Future) else source.get_loop()
    target_loop = None if isinstance(target, Future) else target.get_loop()

    def cancel_source(target):
        if target.cancelled():
            if source_loop is None or source_loop is target_loop:
                source.cancel()
            else:
                source_loop.call_soon_threadsafe(source.cancel)

    def end_target(source):
        if target.cancelled() and target_loop is not None and target_loop.is_closed():
            return
        if target_loop is None or target_loop is source_loop:
            _copy(source, target)
        elif not target_loop.is_closed():
            target_loop.call_soon_threadsafe(_copy, source, target)

    target.add_done_callback(cancel_source)
    source.add_done_callback(end_target)


def _wrap_future(future, loop):
    import asyncio
    assert isinstance(future, Future), f'concurrent.futures.Future is expected, got {future!r}'
    wrapped = (loop or asyncio.get_event_loop()).create_future()
    _chain(future, wrapped)
    return wrapped


def _run_coroutine_threadsafe(coroutine, loop):
    import asyncio
    if not asyncio.iscoroutine(coroutine):
        raise TypeError('A coroutine object is required')
    future = Future()

    def begin():
        try:
            _chain(asyncio.ensure_future(coroutine, loop=loop), future)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            if future.set_running_or_notify_cancel():
                future.set_exception(error)
            raise

    loop.call_soon_threadsafe(begin)
    return future
