#!/usr/bin/env python3
"""Writes random asyncio programs: random_asyncio.py SEED prints one.

Every program is deterministic, ends by itself, and prints what each of its tasks sees. Two
implementations of asyncio must print the same.
"""
import random
import sys

HEAD = """import asyncio

log = []


def say(*words):
    print(*words)


lock = sem = event = cond = queue = None
tasks = []


async def quick(n, v):
    say("quick", n)
    return v


async def pause(n, d):
    try:
        await asyncio.sleep(d)
        say("slept", n, d)
        return n
    except asyncio.CancelledError as e:
        say("cancelled in", n, e.args)
        raise
    finally:
        say("left", n)


async def stubborn(n, d):
    try:
        await asyncio.sleep(d)
    except asyncio.CancelledError:
        say("ignores", n)
        await asyncio.sleep(0)
    return n


async def fails(n, d):
    await asyncio.sleep(d)
    raise ValueError(n)


async def numbers(n, d):
    try:
        for i in range(n):
            await asyncio.sleep(d)
            yield i
    finally:
        say("generator left", n)


async def feeder(n, d):
    for i in range(n):
        await queue.put(i)
        say("put", i)
        await asyncio.sleep(d)


async def eater(n):
    for _ in range(n):
        v = await queue.get()
        say("got", v)
        queue.task_done()


"""


class Writer:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.lines = []
        self.serial = 0
        self.depth = 0

    def fresh(self):
        self.serial += 1
        return self.serial

    def delay(self):
        return self.r.choice([0, 0, 0, 0.1, 0.1, 0.2, 0.25, 0.3, 0.5, 1, -1])

    def coroutine(self):
        n = self.fresh()
        kind = self.r.randrange(9)
        d = self.delay()
        if kind == 0:
            return f"quick({n}, {n * 10})"
        if kind <= 3:
            return f"pause({n}, {d})"
        if kind == 4:
            return f"stubborn({n}, {d})"
        if kind == 5:
            return f"fails({n}, {d})"
        if kind == 6 and self.workers:
            return f"{self.r.choice(self.workers)}({n})"
        if kind == 7:
            return f"asyncio.sleep({d}, {n})"
        return f"pause({n}, {d})"

    def awaitables(self):
        return ", ".join(self.coroutine() for _ in range(self.r.randint(1, 4)))

    def put(self, indent, text):
        self.lines.append("    " * indent + text)

    def guarded(self, indent, body):
        """Statements in a try: whatever comes out is printed."""
        n = self.fresh()
        self.put(indent, "try:")
        body(indent + 1)
        self.put(indent, "except asyncio.CancelledError as e:")
        self.put(indent + 1, f"say({n}, 'CancelledError', e.args)")
        if self.r.random() < 0.5:
            self.put(indent + 1, "raise")
        self.put(indent, "except BaseException as e:")
        self.put(indent + 1, f"say({n}, type(e).__name__, e.args, repr(e.__cause__), repr(e.__context__))")

    def statement(self, indent):
        r = self.r
        n = self.fresh()
        kind = r.randrange(24)
        put = self.put
        if self.depth > 3:
            kind = r.randrange(6)
        self.depth += 1
        if kind in (0, 1):
            put(indent, f"say({n}, await {self.coroutine()})")
        elif kind == 2:
            put(indent, f"await asyncio.sleep({self.delay()})")
            put(indent, f"say({n}, 'after sleep')")
        elif kind == 3:
            put(indent, f"tasks.append(asyncio.create_task({self.coroutine()}))")
        elif kind == 4:
            put(indent, f"if tasks: say({n}, tasks[{r.randrange(100)} % len(tasks)].cancel({r.choice(['', repr('why')])}))")
        elif kind == 5:
            put(indent, f"if tasks: say({n}, len(tasks), [t.done() for t in tasks])")
        elif kind in (6, 7):
            flag = r.choice(["", ", return_exceptions=True"])
            self.guarded(indent, lambda i: put(i, f"say({n}, await asyncio.gather({self.awaitables()}{flag}))"))
        elif kind == 8:
            when = r.choice(["FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"])
            timeout = r.choice(["None", "0", "0.1", "0.3"])
            put(indent, f"w = [asyncio.create_task(c) for c in [{self.awaitables()}]]")
            put(indent, f"done, pending = await asyncio.wait(w, timeout={timeout}, return_when=asyncio.{when})")
            put(indent, f"say({n}, [t in done for t in w], len(pending))")
            put(indent, "for t in w:")
            put(indent + 1, "if t.done() and not t.cancelled(): t.exception()")
            put(indent, "tasks.extend(w)")
        elif kind in (9, 10):
            self.guarded(indent, lambda i: put(i, f"say({n}, await asyncio.wait_for({self.coroutine()}, {r.choice(['None', '0', '0.1', '0.2', '0.3', '1'])}))"))
        elif kind in (11, 12):
            def body(i):
                put(i, f"async with asyncio.timeout({r.choice(['None', '0', '0.1', '0.25', '0.3', '1'])}) as cm:")
                self.block(i + 1)
            self.guarded(indent, body)
        elif kind in (13, 14):
            def body(i):
                g = f"g{n}"
                put(i, f"async with asyncio.TaskGroup() as {g}:")
                for _ in range(r.randint(1, 3)):
                    put(i + 1, f"tasks.append({g}.create_task({self.coroutine()}))")
                self.block(i + 1)
            self.guarded(indent, body)
        elif kind == 15:
            put(indent, f"async with {r.choice(['lock', 'sem'])}:")
            put(indent + 1, f"say({n}, 'inside')")
            put(indent + 1, f"await asyncio.sleep({self.delay()})")
        elif kind == 16:
            put(indent, r.choice(["event.set()", "event.clear()", "event.set(); event.clear()"]))
            put(indent, f"say({n}, event.is_set())")
        elif kind == 17:
            self.guarded(indent, lambda i: put(i, f"say({n}, await asyncio.wait_for(event.wait(), {r.choice(['0.1', '0.3', '0.5'])}))"))
        elif kind == 18:
            m = r.randint(1, 3)
            d = self.delay()
            put(indent, f"say({n}, await asyncio.gather(feeder({m}, {d}), eater({m})))")
        elif kind == 19:
            put(indent, f"async for x in numbers({r.randint(1, 3)}, {self.delay()}):")
            put(indent + 1, f"say({n}, x)")
            if r.random() < 0.4:
                put(indent + 1, "break")
        elif kind == 20:
            self.guarded(indent, lambda i: put(i, f"say({n}, await asyncio.shield({self.coroutine()}))"))
        elif kind == 21:
            put(indent, f"for c in asyncio.as_completed([{self.awaitables()}], timeout={r.choice(['None', '0.2'])}):")
            self.guarded(indent + 1, lambda i: put(i, f"say({n}, await c)"))
        elif kind == 22:
            put(indent, f"loop.call_later({r.choice([0, 0.1, 0.2, 0.3])}, say, {n}, 'timer')")
            put(indent, f"loop.call_soon(say, {n}, 'soon')")
        else:
            put(indent, "async with cond:")
            put(indent + 1, r.choice(["cond.notify_all()", "cond.notify()", f"say({n}, 'cond')"]))
            if r.random() < 0.5:
                self.guarded(indent + 1, lambda i: put(i, f"say({n}, await asyncio.wait_for(cond.wait(), {r.choice(['0.1', '0.3'])}))"))
        self.depth -= 1

    def block(self, indent):
        for _ in range(self.r.randint(1, 3)):
            self.statement(indent)

    def program(self):
        self.workers = []
        names = [f"worker{i}" for i in range(self.r.randint(1, 3))]
        for name in names:
            self.put(0, f"async def {name}(n):")
            self.put(1, "loop = asyncio.get_running_loop()")
            self.put(1, f"say('{name}', n)")
            self.block(1)
            self.put(1, "say('end', n, round(loop.time(), 3), asyncio.current_task().cancelling())")
            self.put(1, "return n")
            self.put(0, "")
            self.put(0, "")
            self.workers.append(name)
        self.put(0, "async def main():")
        self.put(1, "global lock, sem, event, cond, queue")
        self.put(1, "loop = asyncio.get_running_loop()")
        self.put(1, f"lock, sem, event = asyncio.Lock(), asyncio.Semaphore({self.r.randint(1, 2)}), asyncio.Event()")
        self.put(1, f"cond, queue = asyncio.Condition(), asyncio.Queue({self.r.randint(0, 2)})")
        self.put(1, "for w in (" + "".join(w + ", " for w in self.workers) + "):")
        self.put(2, "tasks.append(asyncio.create_task(w(0)))")
        for _ in range(self.r.randint(2, 5)):
            self.statement(1)
        if self.r.random() < 0.7:
            self.put(1, "await asyncio.sleep(3)")
        self.put(1, "say('main ends', round(loop.time(), 3))")
        self.put(0, "")
        self.put(0, "try:")
        self.put(1, "asyncio.run(main())")
        self.put(0, "except BaseException as e:")
        self.put(1, "say('run', type(e).__name__, e.args)")
        self.put(0, "for t in tasks:")
        self.put(1, "say(t.done(), t.cancelled(), t.cancelled() or t.done() and repr(t.exception()))")
        return HEAD + "\n".join(self.lines) + "\n"


if __name__ == "__main__":
    print(Writer(int(sys.argv[1])).program(), end="")
