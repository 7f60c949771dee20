"""Random asyncio programs. Program N is the same for ever.

    asyncio_program.py N...        prints a file that contains programs N and runs them one after another

A program ends by itself, does the same each time, and prints what its tasks see: who, when (on the
loop's clock), what. All features that it comes across are in its last line.
"""
import pathlib
import sys

MASK = 2**64 - 1
PRELUDE = pathlib.Path(__file__).with_name('prelude.py')


class Dice:
    """splitmix64: depends on no library."""

    def __init__(self, seed):
        self.state = seed
        self.state = self.next()  # else the numbers of one seed were those of the seed before, one on

    def next(self):
        self.state = self.state + 0x9E3779B97F4A7C15 & MASK
        x = self.state
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & MASK
        x = (x ^ x >> 27) * 0x94D049BB133111EB & MASK
        return x ^ x >> 31

    def below(self, n):
        return self.next() % n

    def pick(self, *things):
        return things[self.below(len(things))]

    def chance(self, percent):
        return self.below(100) < percent


class Statement:
    """Lines, and blocks of statements between them; `number` is for leaving it out."""

    def __init__(self, number):
        self.number = number
        self.parts = []  # (indent, text), (indent, list of statements)

    def line(self, text, indent=0):
        self.parts.append((indent, text))

    def block(self, statements, indent=1):
        self.parts.append((indent, statements))


def write_block(statements, indent, without, out):
    before = len(out)
    for statement in statements:
        if statement.number in without:
            continue
        for deeper, part in statement.parts:
            if isinstance(part, str):
                out.append('    ' * (indent + deeper) + part)
            else:
                write_block(part, indent + deeper, without, out)
    if len(out) == before:
        out.append('    ' * indent + 'pass')


KINDS = []


def kind(weight, deep=False):
    """A kind of statement, chosen `weight` times as often as one of weight 1. `deep`: has statements
    in it."""
    def note(method):
        KINDS.extend([(method, deep)] * weight)
        return method
    return note


class Writer:
    def __init__(self, seed):
        self.dice = Dice(seed)
        self.seed = seed
        self.statements = 0
        self.depth = 0
        self.callable = []

    def fresh(self):
        self.statements += 1
        return self.statements

    # Expressions ------------------------------------------------------------------------------

    def delay(self):
        return self.dice.pick('0', '0', '0', '-1', '0.5', '0.5', '1', '1', '1', '1.5', '2', '3', '0.25', '1e-9')

    def timeout(self):
        return self.dice.pick('None', '0', '-1', '0.25', '0.5', '0.5', '1', '1', '1.5', '2')

    def index(self):
        return self.dice.below(50)

    def coroutine(self):
        n, d = self.dice.below(100), self.delay()
        choice = self.dice.below(18)
        if choice < 2:
            return f'quick({n})'
        if choice < 6:
            return f'pause({n}, {d})'
        if choice < 7:
            return f'stubborn({n}, {d})'
        if choice < 8:
            return f'tidy({n}, {d}, {self.delay()})'
        if choice < 10:
            return f'fails({n}, {self.dice.pick("None", d, d)})'
        if choice < 11:
            return f'turned({n}, {d})'
        if choice < 12:
            return f'asyncio.sleep({d}, {n})'
        if choice < 13:
            return self.dice.pick('S.event.wait()', 'S.queues[0].get()', 'S.queues[1].get()', 'S.queues[2].get()',
                                  'S.lock.acquire()', 'S.sem.acquire()', 'S.queues[0].join()',
                                  f'S.queues[0].put({n})')
        if self.callable:
            return f'{self.dice.pick(*self.callable)}({n})'
        return f'pause({n}, {d})'

    def awaitable(self):
        choice = self.dice.below(12)
        if choice == 0:
            return f'(any_future({self.index()}) or quick({self.index()}))'
        if choice <= 2:
            return f'(later_task({self.index()}) or quick({self.index()}))'
        if choice == 3:
            return f'Awaitable({self.dice.below(100)}, {self.delay()})'
        if choice == 4:
            return f'keep(asyncio.create_task({self.coroutine()}))'
        if choice == 5:
            return f'hold(asyncio.shield({self.coroutine()}))'
        return self.coroutine()

    def awaitables(self, least=1):
        return ', '.join(self.awaitable() for _ in range(least + self.dice.below(4)))

    def task(self):
        """An expression that makes a task and keeps it."""
        coroutine = self.coroutine()
        choice = self.dice.below(8)
        n = self.dice.below(30)
        if choice == 0:
            return f'keep(asyncio.create_task({coroutine}, name="n{n}"))'
        if choice == 1:
            return f'keep(asyncio.get_running_loop().create_task({coroutine}, name="n{n}"))'
        if choice == 2:
            return f'keep(asyncio.ensure_future({coroutine}))'
        if choice == 3:
            return f'keep(asyncio.create_task({coroutine}, context=contextvars.copy_context()))'
        if choice == 4:
            return f'keep(asyncio.Task({coroutine}, name="t{n}"))'
        return f'keep(asyncio.create_task({coroutine}))'

    # Statements -------------------------------------------------------------------------------

    def body(self, least=1, most=3):
        self.depth += 1
        made = [self.statement() for _ in range(least + self.dice.below(most - least + 1))]
        self.depth -= 1
        return made

    def statement(self):
        while True:
            method, deep = self.dice.pick(*KINDS)
            if not deep or self.depth < 4:
                break
        n = self.fresh()
        s = Statement(n)
        if self.dice.chance(70 if self.depth > 1 else 8):
            method(self, s, n)
        else:
            inner = Statement(-n)
            method(self, inner, n)
            self.guard(s, [inner], n)
        return s

    def guard(self, s, statements, n):
        s.line('try:')
        s.block(statements)
        choice = self.dice.below(10)
        if choice < 7:
            s.line('except asyncio.CancelledError as e:')
            s.line(f'say("catch cancel", {n}, told(e), asyncio.current_task().cancelling())', 1)
            after = self.dice.below(6)
            if after == 0:
                s.line(f'say("uncancel", {n}, asyncio.current_task().uncancel())', 1)
            elif after == 1:
                s.line('await asyncio.sleep(0)', 1)
            elif after == 2:
                s.line(f'raise Bang({n})', 1)
            elif after > 3:
                s.line('raise', 1)
        if choice < 9:
            s.line('except Exception as e:')
            s.line(f'say("catch", {n}, told(e))', 1)
            if self.dice.chance(10):
                s.line(self.dice.pick('raise', f'raise Boom({n}) from e', f'raise Bang({n})'), 1)
        if choice < 7 and self.dice.chance(25):
            s.line('else:')
            s.line(f'say("else", {n})', 1)
        if choice >= 9 or self.dice.chance(25):
            s.line('finally:')
            s.line(f'say("finally", {n})', 1)
            if self.dice.chance(50):
                s.line(f'await asyncio.sleep({self.delay()})', 1)
                s.line(f'say("finally", {n}, "over")', 1)

    @kind(4)
    def sleep(self, s, n):
        d = self.delay()
        s.line(f'say("sleep", {n}, await asyncio.sleep({d}, {n}))')

    @kind(1)
    def blocking_sleep(self, s, n):
        s.line(f'time.sleep({self.dice.pick("0", "0.5", "1", "0.25")})')
        s.line(f'say("time.sleep", {n})')

    @kind(4)
    def await_coroutine(self, s, n):
        s.line(f'say("await", {n}, await {self.awaitable()})')

    @kind(6)
    def create_task(self, s, n):
        s.line(f'say("create_task", {n}, {self.task()}.get_name())')
        if self.dice.chance(20):
            s.line(f'S.tasks[-1].add_done_callback(lambda t: on_done({n}, t))')

    @kind(2)
    def await_task(self, s, n):
        s.line(f't = later_task({self.index()})')
        s.line('if t is not None:')
        s.line(f'say("await task", {n}, await t)', 1)

    @kind(3)
    def cancel(self, s, n):
        message = self.dice.pick('', '', f'"m{n}"', f'msg="k{n}"')
        s.line(f't = any_task({self.index()})')
        s.line('if t is not None:')
        s.line(f'say("cancel{" with message" if message else ""}", {n}, t.cancel({message}), t.cancelling(), t.done())', 1)
        if self.dice.chance(20):
            s.line(f'say("cancel again", {n}, t.cancel(), t.cancelling())', 1)
        if self.dice.chance(15):
            s.line(f'say("uncancel other", {n}, t.uncancel())', 1)

    @kind(1)
    def cancel_self(self, s, n):
        s.line(f'say("cancel self", {n}, asyncio.current_task().cancel({self.dice.pick("", "4")}))')
        if self.dice.chance(60):
            s.line(f'await asyncio.sleep({self.delay()})')
            s.line(f'say("cancel self", {n}, "goes on")')

    @kind(1)
    def uncancel(self, s, n):
        s.line(f'say("uncancel", {n}, asyncio.current_task().uncancel())')

    @kind(2)
    def look(self, s, n):
        s.line(f't = any_task({self.index()})')
        choice = self.dice.below(6)
        if choice == 0:
            s.line(f'say("all_tasks", {n}, len(asyncio.all_tasks()), sorted(t.get_name() for t in asyncio.all_tasks()))')
        elif choice == 1:
            s.line(f'say("repr of tasks", {n}, plain(t), plain(asyncio.current_task()))')
        elif choice == 2:
            s.line(f'say("repr of locks", {n}, plain(S.lock), plain(S.event), plain(S.cond), plain(S.sem), plain(S.barrier))')
        elif choice == 3:
            s.line(f'say("repr of queues", {n}, plain(S.queues[0]), S.queues[1].qsize(), str(S.queues[2]))')
        elif choice == 4:
            s.line(f'say("state of tasks", {n}, [(t.done(), t.cancelled(), t.cancelling()) for t in S.tasks])')
        else:
            s.line(f'if t is not None{self.dice.pick("", " and t.done()")}:')
            s.line(f'say("early result", {n}, t.result())', 1)

    @kind(4)
    def gather(self, s, n):
        keyword = self.dice.pick('', '', ', return_exceptions=True')
        name = 'gather return_exceptions' if keyword else 'gather'
        choice = self.dice.below(8)
        if choice < 5:
            s.line(f'say("{name}", {n}, plain(await asyncio.gather({self.awaitables(self.dice.below(2))}{keyword})))'
                   .replace('(, ', '('))
        elif choice < 7:
            s.line(f'g = asyncio.gather({self.awaitables()}{keyword})')
            s.line(f'S.handles.append(asyncio.get_running_loop().call_later({self.delay()}, g.cancel))')
            s.line(f'say("{name} cancelled", {n}, plain(await g))')
        else:
            s.line(f'c = later_task({self.index()}) or {self.coroutine()}')
            s.line(f'say("{name} twice the same", {n}, plain(await asyncio.gather(c, {self.coroutine()}, c{keyword})))')

    @kind(4)
    def wait(self, s, n):
        mode = self.dice.pick('ALL_COMPLETED', 'FIRST_COMPLETED', 'FIRST_EXCEPTION')
        made = ', '.join(self.dice.pick(self.task(), f'(later_task({self.index()}) or {self.task()})')
                         for _ in range(1 + self.dice.below(4)))
        s.line(f'w = [{made}]')
        s.line(f'done, left = await asyncio.wait(w, timeout={self.timeout()}, return_when=asyncio.{mode})')
        s.line(f'say("wait {mode}", {n}, [t in done for t in w], len(left), [outcome(t) for t in w if t in done])')
        if self.dice.chance(40):
            s.line('for t in [t for t in w if t in left]:')
            s.line('t.cancel()', 1)

    @kind(4)
    def wait_for(self, s, n):
        s.line(f'say("wait_for", {n}, await asyncio.wait_for({self.awaitable()}, {self.timeout()}))')

    @kind(3, deep=True)
    def timed(self, s, n):
        choice = self.dice.below(5)
        if choice == 0:
            head = f'asyncio.timeout_at(asyncio.get_running_loop().time() + {self.dice.pick("0.5", "1", "-1", "0", "2")})'
        else:
            head = f'asyncio.timeout({self.timeout()})'
        name = 'timeout_at' if choice == 0 else 'timeout'
        s.line(f'async with {head} as cm{n}:')
        inner = self.body()
        s.block(inner)
        if self.dice.chance(20):
            s.line(f'cm{n}.reschedule(asyncio.get_running_loop().time() + {self.dice.pick("0.5", "1", "0", "3")})', 1)
            s.line(f'say("reschedule", {n})', 1)
            s.block(self.body(1, 1))
        s.line(f'say("{name}", {n}, cm{n}.expired())')

    @kind(3)
    def shield(self, s, n):
        s.line(f'say("shield", {n}, await hold(asyncio.shield({self.awaitable()})))')

    @kind(2)
    def shield_cancelled(self, s, n):
        s.line(f'outer = asyncio.shield({self.dice.pick(self.task(), self.coroutine())})')
        s.line(f'asyncio.get_running_loop().call_later({self.delay()}, outer.cancel)')
        s.line(f'say("shield cancelled", {n}, await outer)')

    @kind(3)
    def as_completed(self, s, n):
        s.line(f'for c in asyncio.as_completed([hold(x) for x in [{self.awaitables()}]], timeout={self.timeout()}):')
        s.line(f'say("as_completed", {n}, await c)', 1)
        if self.dice.chance(15):
            s.line('break', 1)

    @kind(3, deep=True)
    def lock(self, s, n):
        name = self.dice.pick('lock', 'lock', 'sem', 'bounded', 'cond', 'shared')
        s.line(f'async with S.{name}:')
        s.line(f'say("{name}", {n}, S.{name}.locked())', 1)
        s.block(self.body(1, 2))

    @kind(1)
    def lock_by_hand(self, s, n):
        name = self.dice.pick('lock', 'sem', 'bounded', 'cond')
        choice = self.dice.below(6)
        if choice in (0, 4, 5):
            s.line(f'if S.{name}.locked() or {self.dice.pick("True", "False")}:')
            s.line(f'say("release {name}", {n}, S.{name}.release())', 1)
        elif choice == 1:
            s.line(f'say("acquire {name}", {n}, await S.{name}.acquire())')
        else:
            s.line(f'await S.{name}.acquire()')
            s.line('try:')
            s.line(f'await asyncio.sleep({self.delay()})', 1)
            s.line(f'say("acquire {name}", {n}, "held")', 1)
            s.line('finally:')
            s.line(f'S.{name}.release()', 1)

    @kind(2)
    def taking_turns(self, s, n):
        """Several that want the same again and again, among them those that just had it."""
        name = self.dice.pick('lock', 'lock', 'sem', 'bounded', 'shared')
        for _ in range(2 + self.dice.below(2)):
            s.line(f'keep(asyncio.create_task(takes_turns({n}, S.{name}, {1 + self.dice.below(3)}, {self.delay()})))')
        if self.dice.chance(50):
            s.line(f'await takes_turns({n}, S.{name}, 2, {self.delay()})')
        s.line(f'say("takes turns", {n}, "{name}")')

    @kind(2)
    def notifying(self, s, n):
        """Several that wait for a condition, and some of them are notified."""
        name = self.dice.pick('cond', 'cond', 'shared')
        for _ in range(2 + self.dice.below(2)):
            s.line(f'keep(asyncio.create_task(is_notified({n}, S.{name}, {self.dice.pick("None", "None", self.delay())})))')
        for _ in range(1 + self.dice.below(2)):
            s.line(f'await asyncio.sleep({self.delay()})')
            s.line(f'async with S.{name}:')
            s.line(f'say("{name} notify", {n}, S.{name}.notify({self.dice.pick("", "1", "2")}))', 1)
        if self.dice.chance(30):
            s.line(f'await asyncio.sleep({self.delay()})')
            s.line(f'async with S.{name}:')
            s.line(f'say("{name} notify_all", {n}, S.{name}.notify_all())', 1)

    @kind(3)
    def event(self, s, n):
        choice = self.dice.below(6)
        if choice < 2:
            s.line(f'say("event wait", {n}, await S.event.wait())')
        elif choice < 4:
            s.line(f'say("event set", {n}, S.event.set(), S.event.is_set())')
        elif choice < 5:
            s.line(f'say("event clear", {n}, S.event.clear())')
        else:
            s.line(f'say("event set and clear", {n}, S.event.set(), S.event.clear())')

    @kind(3)
    def condition(self, s, n):
        name = self.dice.pick('cond', 'cond', 'shared')
        choice = self.dice.below(8)
        if choice == 0:
            s.line(f'S.{name}.notify({self.dice.below(3)})')
            s.line(f'say("notify unlocked", {n})')
            return
        if choice < 5 and self.dice.chance(50):
            s.line(f'keep(asyncio.create_task(notifies({n}, S.{name}, {self.delay()})))')
        s.line(f'async with S.{name}:')
        if choice < 4:
            s.line(f'say("{name} wait", {n}, await S.{name}.wait())', 1)
        elif choice < 5:
            s.line(f'say("{name} wait_for", {n}, await S.{name}.wait_for(lambda: len(S.tasks) % 3 == {self.dice.below(3)}))', 1)
        elif choice < 7:
            s.line(f'say("{name} notify", {n}, S.{name}.notify({self.dice.pick("", "1", "2", "0")}))', 1)
        else:
            s.line(f'say("{name} notify_all", {n}, S.{name}.notify_all())', 1)
        if self.dice.chance(40):
            s.line(f'await asyncio.sleep({self.delay()})', 1)
            s.line(f'say("{name}", {n}, "still held")', 1)

    @kind(2)
    def barrier(self, s, n):
        choice = self.dice.below(12)
        if choice < 6:
            s.line(f'say("barrier wait", {n}, await S.barrier.wait())')
        elif choice < 8:
            s.line('async with S.barrier as place:')
            s.line(f'say("barrier with", {n}, place, S.barrier.n_waiting)', 1)
        elif choice < 10:
            s.line(f'say("barrier many", {n}, await asyncio.gather(*[S.barrier.wait() for _ in range(S.barrier.parties)], return_exceptions=True))')
        elif choice < 11:
            s.line(f'say("barrier reset", {n}, await S.barrier.reset(), S.barrier.broken)')
        else:
            s.line(f'say("barrier abort", {n}, await S.barrier.abort(), S.barrier.broken)')

    @kind(5)
    def queue(self, s, n):
        q = self.dice.below(3)
        name = ('Queue', 'PriorityQueue', 'LifoQueue')[q]
        item = self.dice.below(10)
        choice = self.dice.below(12)
        if choice < 3:
            s.line(f'say("{name} put", {n}, await S.queues[{q}].put({item}), S.queues[{q}].qsize())')
        elif choice < 6:
            s.line(f'say("{name} get", {n}, await S.queues[{q}].get(), S.queues[{q}].qsize())')
        elif choice < 7:
            if self.dice.chance(60):
                s.line(f'if not S.queues[{q}].full():')
                s.line(f'say("{name} put_nowait", {n}, S.queues[{q}].put_nowait({item}))', 1)
                return
            s.line(f'say("{name} put_nowait", {n}, S.queues[{q}].put_nowait({item}), S.queues[{q}].full())')
        elif choice < 8:
            if self.dice.chance(50):
                s.line(f'S.queues[{q}].put_nowait({item})')
            s.line(f'say("{name} get_nowait", {n}, S.queues[{q}].get_nowait(), S.queues[{q}].empty())')
        elif choice < 9:
            if self.dice.chance(50):
                s.line(f'S.queues[{q}].put_nowait(S.queues[{q}].qsize())')
                s.line(f'await S.queues[{q}].get()')
            s.line(f'say("{name} task_done", {n}, S.queues[{q}].task_done())')
        elif choice < 10:
            s.line(f'say("{name} join", {n}, await S.queues[{q}].join())')
        else:
            s.line(f'async def feed{n}():')
            s.line(f'for i in range({1 + self.dice.below(4)}):', 1)
            s.line(f'await S.queues[{q}].put(i * {item} % 7)', 2)
            s.line(f'say("{name} put", {n}, i)', 2)
            s.line(f'await asyncio.sleep({self.delay()})', 2)
            s.line(f'async def eat{n}():')
            s.line(f'for i in range({1 + self.dice.below(4)}):', 1)
            s.line(f'say("{name} get", {n}, await S.queues[{q}].get())', 2)
            s.line(f'S.queues[{q}].task_done()', 2)
            s.line(f'keep(asyncio.create_task(feed{n}()))')
            s.line(f'keep(asyncio.create_task(eat{n}()))')

    @kind(4, deep=True)
    def group(self, s, n):
        s.line(f'async with asyncio.TaskGroup() as g{n}:')
        for _ in range(self.dice.below(4)):
            s.line(f'keep(g{n}.create_task({self.coroutine()}{self.dice.pick("", "", f", name={chr(34)}g{n}{chr(34)}")}))', 1)
            if self.dice.chance(20):
                s.line(f'await asyncio.sleep({self.delay()})', 1)
        s.block(self.body(0, 2) or [self.nothing()])
        s.line(f'say("TaskGroup", {n}, plain(g{n}))')
        if self.dice.chance(5):
            s.line(f'c = {self.coroutine()}')
            s.line('try:')
            s.line(f'g{n}.create_task(c)', 1)
            s.line('finally:')
            s.line('c.close()', 1)

    def nothing(self):
        s = Statement(self.fresh())
        s.line('pass')
        return s

    @kind(2, deep=True)
    def guarded(self, s, n):
        self.guard(s, self.body(), n)

    @kind(1, deep=True)
    def repeated(self, s, n):
        s.line(f'for i{n} in range({2 + self.dice.below(2)}):')
        s.block(self.body(1, 2))
        s.line(f'say("loop", {n})')

    @kind(1)
    def raising(self, s, n):
        if self.dice.chance(90):
            s.line(f'say("raise", {n})')
            s.line(f'raise {self.dice.pick("Boom", "Bang", "Boom", "TimeoutError", "asyncio.CancelledError")}({n})')
        else:
            s.line(f'say("raise SystemExit", {n})')
            s.line(f'raise {self.dice.pick("SystemExit", "KeyboardInterrupt")}({n})')

    @kind(1)
    def returning(self, s, n):
        s.line(f'if len(S.tasks) % 4 == {self.dice.below(4)}:')
        s.line(f'say("return", {n})', 1)
        s.line(f'return {n}', 1)

    @kind(4)
    def generator(self, s, n):
        d, e = self.dice.pick('None', self.delay()), self.dice.pick('None', self.delay())
        made = f'numbers({n}, {1 + self.dice.below(3)}, {d}, {e})'
        choice = self.dice.below(10)
        if choice < 4:
            s.line(f'async for x in {made}:')
            s.line(f'say("async for", {n}, x)', 1)
            if self.dice.chance(50):
                s.line(f'say("break out of a generator", {n})', 1)
                s.line('break', 1)
            return
        if choice < 5:
            s.line(f'say("async comprehension", {n}, [x async for x in {made}])')
            return
        s.line(f'a = {made}')
        s.line(f'say("anext", {n}, await anext(a))')
        if choice < 6:
            s.line(f'say("aclose", {n}, await a.aclose())')
        elif choice < 7:
            s.line(f'say("asend", {n}, await a.asend({n}))')
        elif choice < 8:
            s.line(f'say("athrow", {n}, await a.athrow(Boom({n})))')
        elif choice < 9:
            s.line('S.gens.append(a)')
            s.line('a = None')
            s.line(f'say("generator kept", {n})')
        else:
            s.line('async with contextlib.aclosing(a):')
            s.line(f'say("aclosing", {n}, await anext(a, "none"))', 1)
        s.line('a = None')

    @kind(4)
    def future(self, s, n):
        choice = self.dice.below(9)
        if choice < 2:
            s.line('f = asyncio.get_running_loop().create_future()')
            s.line('S.futures.append(f)')
            s.line(f'f.add_done_callback(lambda f: on_done({n}, f))')
            s.line(f'say("create_future", {n})')
            if self.dice.chance(50):
                action = self.dice.pick(f'f.set_result, {n}', f'f.set_exception, Boom({n})', 'f.cancel')
                s.line(f'asyncio.get_running_loop().{self.dice.pick("call_soon(", f"call_later({self.delay()}, ")}{action})')
            return
        s.line(f'f = any_future({self.index()}) or new_future()')
        if choice < 3:
            s.line(f'say("set_result", {n}, f.set_result({n}))')
        elif choice < 4:
            s.line(f'say("set_exception", {n}, f.set_exception(Bang({n})))')
        elif choice < 5:
            s.line(f'say("cancel future", {n}, f.cancel({self.dice.pick("", "3")}))')
        elif choice < 6:
            s.line(f'f.add_done_callback(say_{n} := lambda f: on_done({n}, f))')
            s.line(f'say("add_done_callback", {n}, f.done())')
            if self.dice.chance(30):
                s.line(f'say("remove_done_callback", {n}, f.remove_done_callback(say_{n}))')
        else:
            s.line(f'say("await future", {n}, await f)')

    @kind(4)
    def handle(self, s, n):
        loop = 'asyncio.get_running_loop()'
        choice = self.dice.below(12)
        if choice < 2:
            s.line(f'S.handles.append({loop}.call_soon(chain, {n}, {self.dice.below(3)}))')
            s.line(f'say("call_soon", {n})')
        elif choice < 4:
            s.line(f'S.handles.append({loop}.call_later({self.delay()}, say, "call_later", {n}, "rings"))')
            s.line(f'say("call_later", {n})')
        elif choice < 5:
            s.line(f'S.handles.append({loop}.call_at({loop}.time() + {self.delay()}, say, "call_at", {n}, "rings"))')
            s.line(f'say("call_at", {n})')
        elif choice < 6:
            s.line(f'{loop}.call_soon(raiser, {n})')
            s.line(f'say("callback raises", {n}, "soon")')
        elif choice < 8:
            s.line('if S.handles:')
            s.line(f'h = S.handles[{self.index()} % len(S.handles)]', 1)
            s.line(f'say("handle.cancel", {n}, h.cancel(), h.cancelled())', 1)
        elif choice < 9:
            s.line(f'{loop}.call_later({self.delay()}, lambda: say("set by timer", {n}, S.event.set()))')
            s.line(f'say("set by timer", {n}, "later")')
        elif choice < 11:
            s.line(f't = any_task({self.index()})')
            s.line('if t is not None:')
            s.line(f'S.handles.append({loop}.call_later({self.delay()}, lambda t=t: say("cancel by timer", {n}, t.cancel())))', 1)
            s.line(f'say("cancel by timer", {n}, "later")', 1)
        else:
            s.line(f'{loop}.call_later({self.delay()}, lambda: keep(asyncio.get_running_loop().create_task({self.coroutine()})))')
            s.line(f'say("task by timer", {n})')

    @kind(3)
    def context(self, s, n):
        choice = self.dice.below(7)
        if choice < 2:
            s.line(f'S.tokens.append((asyncio.current_task(), TEXT_VAR.set("v{n}")))')
            s.line(f'say("var.set", {n}, TEXT_VAR.get())')
        elif choice < 3:
            s.line(f'NUMBER_VAR.set({n})')
            s.line(f'say("var.set", {n}, NUMBER_VAR.get())')
        elif choice < 4:
            s.line(f'say("var.get", {n}, TEXT_VAR.get(), NUMBER_VAR.get(None))')
        elif choice < 5:
            s.line(f'say("var.reset", {n}, TEXT_VAR.reset({self.dice.pick("own_token", "own_token", "any_token")}()), TEXT_VAR.get())')
        elif choice < 6:
            s.line('ctx = contextvars.copy_context()')
            s.line(f'ctx.run(TEXT_VAR.set, "c{n}")')
            s.line(f'asyncio.get_running_loop().call_soon(lambda: say("call_soon with context", {n}, TEXT_VAR.get()), context=ctx)')
            s.line(f'say("copy_context", {n}, TEXT_VAR.get(), ctx[TEXT_VAR])')
        else:
            s.line(f'asyncio.get_running_loop().call_soon(lambda: say("var.get in callback", {n}, TEXT_VAR.get()))')

    @kind(3, deep=True)
    def manager(self, s, n):
        choice = self.dice.below(5)
        if choice < 2:
            s.line(f'async with Manager({n}, {self.delay()}, {self.delay()}, {self.dice.pick("True", "False")}):')
            s.block(self.body(1, 2))
        elif choice < 4:
            s.line(f'async with managed({n}, {self.delay()}, {self.delay()}) as x:')
            s.block(self.body(1, 2))
        else:
            s.line('async with contextlib.AsyncExitStack() as stack:')
            s.line(f'await stack.enter_async_context(Manager({n}, {self.delay()}, {self.delay()}, True))', 1)
            s.line(f'stack.push_async_callback(pause, {n}, {self.delay()})', 1)
            s.line(f'say("AsyncExitStack", {n})', 1)
            s.block(self.body(1, 2))

    # Programs ---------------------------------------------------------------------------------

    def program(self):
        """The statements of its functions: (name, block), main last, and how it is run."""
        dice = self.dice
        self.header = (f'State({self.seed}, {8 + dice.below(20)}, {dice.pick(1, 1, 2, 3)}, {dice.pick(1, 2)}, '
                       f'{dice.pick(1, 2, 2, 3)}, ({dice.below(3)}, {dice.below(3)}, {dice.below(3)}))')
        self.handler, self.watched = dice.chance(40), dice.below(400) > 0
        self.runner = dice.pick(*['run_main'] * 8, 'run_runner', 'run_loop')
        functions = []
        for i in range(2 + dice.below(3)):
            functions.append((f'w{i}', self.body(2, 5)))
            self.callable.append(f'w{i}')
        functions.append(('main', self.body(3, 8)))
        return functions

    def text(self, name, without):
        """The lines of a function of this name that runs the program."""
        functions = self.program()
        out = [f'def {name}():', '    global S', f'    S = {self.header}', '']
        for name, statements in functions:
            out.append(f'    async def {name}({"n" if name != "main" else ""}):')
            if name == 'main':
                out.append(f'        begin({self.handler}, {self.watched})')
                out.append(f'        for w in [{", ".join(self.callable)}][:{1 + self.dice.below(3)}]:')
                out.append('            keep(asyncio.create_task(w(0)))')
            else:
                out.append('        S.budget -= 1')
                out.append('        if S.budget < 0:')
                out.append('            return n')
                out.append(f'        say("worker", "{name}", n)')
            write_block(statements, 2, without, out)
            if name == 'main' and self.dice.chance(60):
                out.append('        await asyncio.sleep(4)')
            out.append(f'        say("end", "{name}")')
            out.append(f'        return {"n" if name != "main" else 0}')
            out.append('')
        out.append(f'    {self.runner}(main)')
        out += ['', '']
        return out


def batch(programs):
    """The text of a file that runs these one after another: (number, statements to leave out)."""
    out = [PRELUDE.read_text()]
    for place, (number, without) in enumerate(programs):
        out += Writer(number).text(f'program_{place}', without)
    for place, (number, _) in enumerate(programs):
        out += [f'print("program {place}")', f'contextvars.Context().run(program_{place})', 'close()']
    return '\n'.join(out) + '\n'


if __name__ == '__main__':
    print(batch([(int(word), frozenset()) for word in sys.argv[1:]]), end='')
