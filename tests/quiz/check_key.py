"""check_key.py AWAITSCOPE PROGRAM...: the key of each program's quiz, as far as this Python can tell what is right:
what is printed, when, how long it takes, how many tasks there are. The programs run here on a clock that jumps."""
import asyncio
import contextlib
import io
import re
import runpy
import selectors
import subprocess
import sys
import time

now = 0.0
tasks = 0
lines = []  # (time, text)
open_line = ""


class Selector(selectors.SelectSelector):
    def select(self, timeout=None):
        global now
        found = super().select(0)
        if not found:
            if timeout is None:
                raise KeyboardInterrupt("a deadlock")
            now += max(timeout, 0)
        return found


class Loop(asyncio.SelectorEventLoop):
    def __init__(self):
        super().__init__(Selector())
        self._clock_resolution = 1e-9

    def time(self):
        global now
        now += 1e-7  # no two timers are due at the same time: equal ones leave the heap in any order
        return now

    def create_task(self, coro, **options):
        global tasks
        name = getattr(coro, "__qualname__", "")
        tasks += not name.startswith("BaseEventLoop.shutdown")
        return super().create_task(coro, **options)


class Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        return Loop()


class Output(io.TextIOBase):
    def write(self, text):
        global open_line
        *ended, open_line = (open_line + text).split("\n")
        lines.extend((now, line) for line in ended)
        return len(text)


def sleep(seconds):
    global now
    now += seconds


def run(program):
    global now, tasks, open_line
    now, tasks, open_line = 0.0, 0, ""
    lines.clear()
    asyncio.set_event_loop_policy(Policy())
    time.sleep = sleep
    time.time = time.monotonic = time.perf_counter = lambda: now
    with contextlib.redirect_stdout(Output()), contextlib.redirect_stderr(io.StringIO()):
        with contextlib.suppress(BaseException):
            runpy.run_path(program, run_name="__main__")
    if open_line:
        lines.append((now, open_line))


def right_answers(awaitscope, program):
    sheet = subprocess.run([awaitscope, "quiz", "--print", program], capture_output=True, text=True)
    if sheet.returncode != 0:
        return
    questions, key = sheet.stdout.split("\nKey\n")
    questions = re.split(r"\n(?= ?\d+\. )", questions)[1:]
    key = re.split(r"\n(?= ?\d+\. [a-d]\) )", key)[1:]
    assert len(questions) == len(key), program
    for question, answer in zip(questions, key):
        text, *options = re.split(r"\n    [a-d]\) ", question)
        options = [" ".join(option.split()) for option in options]
        letter, right = re.match(r" ?\d+\. ([a-d])\) (.*?)(?=\n    [a-d]\) |\Z)", answer, re.S).groups()
        right = " ".join(right.split())
        assert len(options) >= 2 and len(set(options)) == len(options), (program, options)
        assert options["abcd".index(letter)] == right, (program, options, letter, right)
        yield " ".join(text.split(". ", 1)[1].split()), right


def seconds(value):
    return f"{value:.3f}".rstrip("0").rstrip(".")


def expected(question):
    printed = [" ".join(text.split()) for _, text in lines]
    if question.startswith("What does the program print"):
        return " / ".join(printed)
    if question == "What is printed last?":
        return printed[-1]
    if match := re.match(r"The program prints (\d+) lines. What is line (\d+)\?", question):
        assert int(match[1]) == len(printed)
        return printed[int(match[2]) - 1]
    if match := re.match(r'Is "(.*)" printed\?', question):
        return "yes" if match[1] in printed else "no"
    if match := re.match(r'When is "(.*)" printed, in seconds\?', question):
        return next(seconds(at) for (at, _), text in zip(lines, printed) if text == match[1])
    if question.startswith("How long does the program take"):
        return seconds(now)
    if question.startswith("How many tasks are made"):
        return str(tasks)
    return None


def main(awaitscope, programs):
    checked = wrong = 0
    for program in programs:
        answers = list(right_answers(awaitscope, program))
        if not answers:
            continue
        run(program)
        for question, right in answers:
            wanted = expected(question)
            checked += wanted is not None
            if wanted not in (None, right):
                wrong += 1
                print(f"{program}: {question}\n  the key says {right}, Python {wanted}", file=sys.__stdout__)
    print(checked, "answers,", wrong, "of them wrong")
    return wrong != 0 or checked == 0


sys.exit(main(sys.argv[1], sys.argv[2:]))
