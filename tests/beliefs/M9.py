import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


def compute(seconds):
    time.sleep(seconds)
    return seconds


async def work(name, seconds):
    say("begins", name)
    say("ends", name, compute(seconds))


async def main():
    time.sleep(0)
    await asyncio.gather(work("one", 2), work("two", 3))
    try:
        await asyncio.wait_for(work("late", 5), 1)
    except TimeoutError:
        say("too late")
    say([compute(n) for n in (1, 1)], sum(compute(n) for n in (1, 1)))


time.sleep(1)


asyncio.run(main())
say("end")
