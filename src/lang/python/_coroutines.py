"""Driving what behaves like a coroutine and is none."""


def drive(coroutine):
    """A generator that yields what it yields, and hands it what comes back."""
    step, argument = coroutine.send, None
    while True:
        try:
            yielded = step(argument)
        except StopIteration as stop:
            return stop.value
        try:
            yield yielded
        except BaseException as error:
            step, argument = coroutine.throw, error
        else:
            step, argument = coroutine.send, None
