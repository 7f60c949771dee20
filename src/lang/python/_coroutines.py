"""Driving what behaves like a coroutine and is none; stacks of tasks."""


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


def error_frames(error, limit):
    """The frames that an exception has passed, the outermost first."""
    frames, at = [], error.__traceback__
    while at is not None and (limit is None or len(frames) < limit):
        frames.append(at.tb_frame)
        at = at.tb_next
    return frames


def print_stack(task, limit, file):
    """Where a task stands, or what it failed with."""
    import sys
    import traceback
    if file is None:
        file = sys.stderr
    error = task._exception
    entries = []
    if error is not None:
        entries = traceback.extract_tb(error.__traceback__, limit)
    else:
        for frame in task.get_stack(limit=limit):
            entries += traceback.extract_stack(frame, 1)
    if not entries:
        print(f'No stack for {task!r}', file=file)
    else:
        kind = 'Stack' if error is None else 'Traceback'
        print(f'{kind} for {task!r} (most recent call last):', file=file)
    for entry in entries:
        print(f'  File "{entry.filename}", line {entry.lineno}, in {entry.name}', file=file)
        if entry.line:
            print(f'    {entry.line}', file=file)
    if error is not None:
        for line in traceback.format_exception_only(type(error), error):
            print(line, file=file, end='')
