"""Recomputes what lessons and quizzes say of their programs from what CPython prints and when, with no part of
awaitscope.

    recompute_keys.py AWAITSCOPE LESSONS        a folder: what lessons and claims say
    recompute_keys.py AWAITSCOPE PROGRAM.py...  files: what a quiz about each of them says

Asks `awaitscope check-lessons --answer-keys`, or `awaitscope quiz --answer-keys`, for every question, the
program, the answer and those that are called wrong, and runs each program under this CPython 3.11, on the clock of tests/tools/virtual_clock.py. Every kind of question is
answered from CPython's own objects: its output, its tasks, the frames of their coroutines; so is every check
of solutions and claims. Prints each answer that is another, and how many were recomputed, by kind. A kind
that cannot be recomputed counts as another answer; there is none now. Not asked is what happens under a
scheduler that Python does not have: the worlds of wrong answers that come from a belief alone and from no
change of the program.
"""
import collections
import gc
import inspect
import io
import json
import operator
import os
import pathlib
import re
import subprocess
import sys
import tokenize

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'tools'))
PROGRAM = 'program.py'
THREAD = 'MainThread'
SHUTDOWN = ('shutdown_asyncgens', 'shutdown_default_executor')  # tasks that asyncio.run makes for itself


class Output:
    """Stands for standard output: keeps what is written, and when."""

    def __init__(self, clock):
        self.clock = clock
        self.lines = []  # (text, nanoseconds)
        self.open = ''

    def write(self, text):
        *ended, self.open = (self.open + text).split('\n')
        self.lines += [(line, self.clock.now) for line in ended]
        return len(text)

    def flush(self):
        pass

    def all_lines(self):
        return self.lines + ([(self.open, self.clock.now)] if self.open else [])


class Watch:
    """What happens to tasks, and what they are doing when the clock moves on from a moment that is asked for."""

    def __init__(self, moments):
        self.moments = sorted(moments)  # nanoseconds that have not been reached
        self.tasks = []
        self.arguments = {}  # of their coroutines, by task: the reprs of plain values, None of others
        self.begun = set()
        self.steps = []      # (kind, task, line)
        self.pictures = {}  # by moment, and 'end': (states, variables)
        self.last = {}       # the variables that a task had last
        self.globals = {}
        self.blocked = 0     # nanoseconds asleep in calls that block
        self.leaks = 0       # tasks that were alive when the first one ended

    # what virtual_clock tells of tasks

    def created(self, task):
        self.tasks.append(task)
        self.arguments[task] = arguments_of(task.get_coro())

    def before_step(self, task):
        self.steps.append(('resumed' if task in self.begun else 'first_step', task, 0))
        self.begun.add(task)

    def after_step(self, task):
        kind = 'ended' if task.done() else 'suspended'
        self.steps.append((kind, task, standing_line(task)))
        if task is self.tasks[0] and task.done():
            self.leaks = sum(not one.done() for one in self.tasks)

    # pictures

    def moves(self, now, then):
        """The clock is about to move: takes the pictures of the moments in between."""
        while self.moments and self.moments[0] < then:
            self.pictures[self.moments.pop(0)] = self.picture()
        if running()[2]:
            self.blocked += then - now

    def ends(self):
        self.pictures['end'] = self.picture()
        for moment in self.moments:
            self.pictures[moment] = self.pictures['end']

    def picture(self):
        current, frames, sleeps = running()
        variables = {None: dict(self.globals)}  # None: the thread, outside of tasks
        for task in self.tasks:
            variables[task] = {**self.last.get(task, {}), **variables_of(coroutine_frames(task.get_coro()))}
        variables[current] |= variables_of(frames)
        states = {task: state_of(task, current, sleeps) for task in self.tasks}
        if sleeps and current is None:
            states[None] = 'it sleeps and lets nobody in'
        return states, {who: {name: repr(value) for name, value in what.items()} for who, what in variables.items()}

    def profile(self, frame, event, argument):
        """Keeps the variables that a coroutine has when its frame ends."""
        if event == 'return' and frame.f_code.co_filename == PROGRAM and frame.f_code.co_name != '<module>':
            task = current_task()
            if task is not None:
                self.last.setdefault(task, {}).update(frame.f_locals)


def current_task():
    import asyncio
    try:
        return asyncio.current_task()
    except RuntimeError:  # no loop runs
        return None


def running():
    """Who has the CPU: the task (None: nobody's, or the thread outside of a loop), the program's frames, innermost
    first, and whether it is asleep in a call that blocks."""
    import virtual_clock
    frames, sleeps, frame = [], False, sys._getframe(1)
    task = current_task()
    while frame is not None:
        code = frame.f_code
        sleeps |= code.co_name == 'sleep' and code.co_filename == virtual_clock.__file__
        if code.co_filename == PROGRAM and (task is None or code.co_name != '<module>'):
            frames.append(frame)
        frame = frame.f_back
    return task, frames, sleeps


def variables_of(frames):
    found = {}
    for frame in reversed(frames):
        found.update(frame.f_locals)
    return found


def awaited_chain(coro):
    """The coroutine or generator, what it awaits, what that awaits: each with its code and frame."""
    while coro is not None:
        for prefix, awaited in (('cr', 'cr_await'), ('ag', 'ag_await'), ('gi', 'gi_yieldfrom')):
            if hasattr(coro, prefix + '_frame'):
                yield getattr(coro, prefix + '_code'), getattr(coro, prefix + '_frame')
                coro = getattr(coro, awaited)
                break
        else:  # a round of an asynchronous generator tells of its generator to the collector alone
            coro = next((one for one in gc.get_referents(coro) if inspect.isasyncgen(one)), None) \
                if type(coro).__name__ in ('async_generator_asend', 'async_generator_athrow') else None


def coroutine_frames(coro):
    """The frames of a coroutine and of what it awaits, innermost first."""
    frames = [frame for _, frame in awaited_chain(coro)]
    return [frame for frame in reversed(frames) if frame is not None and frame.f_code.co_filename == PROGRAM]


def standing_line(task):
    frames = coroutine_frames(task.get_coro())
    return frames[0].f_lineno if frames else 0


def waits_for_timer(task):
    """Whether what the task awaits in the end is asyncio.sleep."""
    from asyncio import tasks
    codes = [code for code, _ in awaited_chain(task.get_coro())]
    return bool(codes) and codes[-1] is tasks.sleep.__code__


def state_of(task, current, sleeps):
    if task.done():
        return 'it is cancelled' if task.cancelled() else 'it has failed' if task._exception else 'it is done'
    if task is current:
        return 'it sleeps and lets nobody in' if sleeps else 'it has the CPU'
    waiter = task._fut_waiter
    if waiter is None or waiter.done():
        return 'it is in line'
    return 'it waits for its timer' if waits_for_timer(task) else 'it waits for somebody else'


def arguments_of(coro):
    frame = getattr(coro, 'cr_frame', None)
    if frame is None:
        return []
    code = frame.f_code
    values = [frame.f_locals.get(name) for name in code.co_varnames[:code.co_argcount]]
    plain = (int, float, str, bool, type(None))
    return [repr(value) if isinstance(value, plain) else None for value in values]


def names_of(watch):
    """What the lanes of the tasks are called: the name that the program gave, else the coroutine's, with the first
    argument that tells those of one coroutine apart, or a number."""
    names, same = {None: THREAD}, collections.defaultdict(list)
    for number, task in enumerate(watch.tasks, 1):
        if task.get_name() != f'Task-{number}':
            names[task] = task.get_name()
        else:
            same[getattr(task.get_coro(), '__name__', type(task.get_coro()).__name__)].append(task)
    for name, tasks in same.items():
        columns = list(zip(*(watch.arguments[task] for task in tasks)))
        telling = next((i for i, values in enumerate(columns) if None not in values and len(set(values)) > 1), None)
        for number, task in enumerate(tasks, 1):
            names[task] = (name if len(tasks) == 1 else f'{name}({columns[telling][number - 1]})'
                           if telling is not None else f'{name}#{number}')
    return names


def seconds(nanoseconds):
    """As one types it: 3, 1.5."""
    return f'{nanoseconds / 1e9:.3f}'.rstrip('0').rstrip('.')


class Answers:
    """Answers questions in the words of lessons/README.md about a program that has run."""

    def __init__(self, watch, output, errors, ending, clock, source):
        self.watch, self.clock, self.errors, self.ending, self.source = watch, clock, errors, ending, source
        self.lines = output.all_lines()
        self.names = names_of(watch)

    def answer(self, question):
        for words, method in KINDS.items():
            if question.startswith(words):
                return method(self, question[len(words):])
        return self.check(question)

    # checks

    def check(self, text):
        """"holds" or what is so instead; None where it is no check."""
        parts = re.fullmatch(r'(\w+)(?:\((.*)\))?\s*(?:(==|!=|<=|>=|<|>)\s*(.*))?', text)
        method = CHECKS.get(parts[1]) if parts else None
        if method is None:
            return None
        actual = method(self, *re.findall(r'"([^"]*)"', parts[2] or ''))
        if parts[3] is None:
            return 'holds' if actual else 'does not hold'
        wanted = parts[4] if isinstance(actual, str) else float(parts[4])
        if not isinstance(actual, str):
            actual = wanted if abs(actual - wanted) < 1e-6 else actual
        return 'holds' if COMPARISONS[parts[3]](actual, wanted) else f'it is {actual}'

    def texts(self):
        return [text for text, _ in self.lines]

    def at(self, line):
        return next(ns for text, ns in self.lines if text == line) / 1e9

    def order(self, *lines):
        left = iter(self.texts())
        return all(line in left for line in lines)

    def peak(self, coroutine):
        now = most = 0
        for kind, task, _ in self.watch.steps:
            if re.split(r'[(#]', self.names[task])[0] == coroutine and kind in ('first_step', 'ended'):
                now += 1 if kind == 'first_step' else -1
                most = max(most, now)
        return most

    def never(self, what):
        return not {'error': self.ending == 'error', 'deadlock': self.ending == 'deadlock',
                    'warning': 'Warning: ' in self.errors.getvalue(),
                    'cancelled': any(task.cancelled() for task in self.watch.tasks)}[what]

    def uses(self, name):
        tokens = tokenize.generate_tokens(io.StringIO(self.source).readline)
        return any(token.type == tokenize.NAME and token.string == name for token in tokens)

    def order_of_output(self, _):
        return '\n'.join(text for text, _ in self.lines)

    def line_of_output(self, number):
        return self.lines[-1 if number == 'last' else int(number) - 1][0]

    def total_time(self, _):
        return seconds(self.clock.now)

    def number_of_tasks(self, _):
        return str(sum(task.get_coro().__name__ not in SHUTDOWN for task in self.watch.tasks))

    def time_of_output(self, quoted):
        return seconds(next(ns for text, ns in self.lines if text == quoted[1:-1]))

    def is_printed(self, quoted):
        return 'yes' if any(text == quoted[1:-1] for text, _ in self.lines) else 'no'

    def who_runs_next(self, line):
        steps, found = self.watch.steps, []
        for i, (kind, _, at) in enumerate(steps):
            if kind == 'suspended' and at == int(line):
                found.append(next((self.names[task] for kind, task, _ in steps[i:]
                                   if kind in ('first_step', 'resumed')), 'nobody'))
        return '\n'.join(found)

    def who(self, name):
        return next(task for task, own in self.names.items() if own == name)

    def state_of(self, asked):
        name, moment = asked.rsplit(' at ', 1)
        states, _ = self.watch.pictures[moment_of(moment)]
        return states.get(self.who(name), 'it is not made yet')

    def value_of(self, asked):
        variable, moment = asked.rsplit(' at ', 1)
        variable, _, name = variable.partition(' in ')
        _, variables = self.watch.pictures[moment_of(moment)]
        return variables[self.who(name) if name else None][variable]


KINDS = {
    'order of output': Answers.order_of_output,
    'line of output ': Answers.line_of_output,
    'total time': Answers.total_time,
    'number of tasks': Answers.number_of_tasks,
    'time of output ': Answers.time_of_output,
    'is printed ': Answers.is_printed,
    'who runs next at line ': Answers.who_runs_next,
    'state of ': Answers.state_of,
    'value of ': Answers.value_of,
}


CHECKS = {
    'stdout': lambda self: ', '.join(self.texts()),
    'total': lambda self: self.clock.now / 1e9,
    'blocked': lambda self: self.watch.blocked / 1e9,
    'tasks': lambda self: int(self.number_of_tasks('')),
    'leaks': lambda self: self.watch.leaks,
    'count': lambda self, line: self.texts().count(line),
    'at': Answers.at,
    'order': Answers.order,
    'peak': Answers.peak,
    'never': Answers.never,
    'uses': Answers.uses,
    'avoids': lambda self, name: not self.uses(name),
}
COMPARISONS = {'==': operator.eq, '!=': operator.ne, '<': operator.lt, '<=': operator.le, '>': operator.gt,
               '>=': operator.ge}


def moment_of(words):
    return 'end' if words == 'end' else round(float(words.rstrip(' s')) * 1e9)


def moments_of(questions):
    asked = (question.rsplit(' at ', 1)[1] for question in questions if question.startswith(('state of ', 'value of ')))
    return {moment_of(moment) for moment in asked} - {'end'}


def run(source, questions, write):
    """Runs a program in this process, which it leaves useless for another, and writes the answers."""
    import types
    import virtual_clock
    watch = Watch(moments_of(questions))

    class Clock(virtual_clock.Clock):
        def move(self, to_ns):
            if to_ns > self.now:
                watch.moves(self.now, to_ns)
            super().move(to_ns)

    clock = Clock(virtual_clock.EPOCH)
    output, errors = Output(clock), io.StringIO()

    def finish(ending):
        sys.setprofile(None)
        watch.ends()
        answers = Answers(watch, output, errors, ending, clock, source)
        write(json.dumps([answers.answer(question) for question in questions]).encode())
        os._exit(0)

    virtual_clock.leave = lambda status, _: finish('deadlock' if status == virtual_clock.DEADLOCK else 'not covered')
    virtual_clock.replace_time(clock)
    virtual_clock.replace_asyncio(clock, watch)
    sys.stdin = io.StringIO()
    module = types.ModuleType('__main__')
    module.__file__ = PROGRAM
    sys.modules['__main__'] = module
    sys.stdout, sys.stderr = output, errors
    watch.globals = module.__dict__
    sys.setprofile(watch.profile)
    try:
        exec(compile(source, PROGRAM, 'exec', dont_inherit=True), module.__dict__)
    except SystemExit as exit:
        finish('error' if exit.code else 'end')
    except BaseException:
        finish('error')
    finish('end')


def run_apart(source, questions):
    """The answers from a process of its own; None where it has died."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        run(source, questions, lambda text: os.write(writer, text))
    os.close(writer)
    with os.fdopen(reader, 'rb') as file:
        text = file.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else [None] * len(questions)


def kind_of(question):
    return next((words.strip() for words in KINDS if question.startswith(words)), re.match(r'\w*', question)[0])


def rows_of(awaitscope, paths):
    """What is said of programs: by the lessons of a folder, by quizzes about files."""
    rows = []
    for path in paths:
        lessons = os.path.isdir(path)
        said = subprocess.run([awaitscope, *(['check-lessons', '--answer-keys', path] if lessons else
                                             ['quiz', '--answer-keys', path])],
                              stdin=subprocess.DEVNULL, capture_output=True, check=lessons)
        of_path = [json.loads(line) for line in said.stdout.splitlines()]
        for row in of_path if not lessons else ():
            row['path'] = path
        rows += of_path
    return rows


def main():
    if sys.version_info[:2] != (3, 11):
        print(f'skipped: the judge is CPython 3.11, and this is {sys.version.split()[0]}')
        return 77
    if os.environ.get('PYTHONHASHSEED') != '0':
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, 'PYTHONHASHSEED': '0', 'TZ': 'UTC'})
    awaitscope, *paths = sys.argv[1:]
    rows = rows_of(awaitscope, paths)
    by_source = collections.defaultdict(list)
    for row in rows:
        by_source[row['source']].append(row)
    import asyncio  # noqa: once, before the forks
    counts, different = collections.Counter(), 0
    for source, asked in by_source.items():
        for row, answer in zip(asked, run_apart(source, [row['question'] for row in asked])):
            counts[f"{row['kind']}: {kind_of(row['question'])}"] += 1
            if answer != row['answer'] or answer in row.get('wrong', ()):
                different += 1
                print(f"{row['path']}:{row['line']}: {row['program']}, {row['question']}:\n"
                      f"  awaitscope {row['answer']!r}\n  CPython    {answer!r}")
    for kind, count in sorted(counts.items()):
        print(f'{count:5}  {kind}')
    print(f'{len(by_source)} programs, {len(rows)} answers, {different} of them different under CPython')
    return different > 0 or len(rows) < 100


sys.exit(main())
