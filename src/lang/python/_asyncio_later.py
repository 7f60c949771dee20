"""What asyncio has from later levels of Python on."""
import asyncio


async def _result_of(awaitable):
    return await awaitable


def wait_within(awaitable, timeout):
    """wait_for() of Python 3.12 for a time above 0."""
    if not (asyncio.isfuture(awaitable) or asyncio.iscoroutine(awaitable)):
        awaitable = _result_of(awaitable)
    return _wait_within(awaitable, timeout)


async def _wait_within(awaitable, timeout):
    async with asyncio.timeout(timeout):
        return await awaitable


def create_eager_task_factory(constructor):
    def factory(loop, coro, *, eager_start=True, name=None, context=None):
        return constructor(coro, loop=loop, name=name, context=context, eager_start=eager_start)
    return factory
