# Debug mode: slow callbacks, where things were created, what call_soon refuses, warnings once for each place.
import asyncio
import logging
import time


def short(text):
    """Without the folder of the library, deadlines, and more than a tenth of a second."""
    words = [w.split("python3.11/")[-1] for w in text.split(" ") if not w.startswith("when=")]
    text = " ".join(words)
    took = text.find("took 0.")
    return text if took < 0 else text[:took + 8]


class Show(logging.Handler):
    def emit(self, record):
        print(record.levelname, record.name, short(record.getMessage()))


logging.getLogger("asyncio").addHandler(Show())
logging.getLogger("asyncio").propagate = False


def callback(seconds):
    time.sleep(seconds)


class Owner:
    def method(self):
        time.sleep(0.22)


async def slow():
    time.sleep(0.12)
    await asyncio.sleep(0.01)
    time.sleep(0.32)


async def never():
    pass


async def bad():
    raise ValueError("bad")


async def main():
    loop = asyncio.get_running_loop()
    print(loop.slow_callback_duration, loop.get_debug(), loop)
    task = asyncio.create_task(slow())
    print(short(repr(task)))
    await task
    print(short(repr(task)))
    handle = loop.call_soon(callback, 0.12)
    print(short(repr(handle)))
    timer = loop.call_later(0.01, callback, 0.32)
    print(short(repr(timer)))
    loop.call_soon(Owner().method)
    await asyncio.sleep(0.5)
    future = asyncio.Future()
    print(short(repr(future)))
    future.add_done_callback(lambda f: time.sleep(0.12))
    future.set_result(1)
    await asyncio.sleep(0)
    print(short(repr(loop.create_future())))
    loop.slow_callback_duration = 0.5
    time.sleep(0.2)
    await asyncio.sleep(0)
    time.sleep(0.62)
    await asyncio.sleep(0)
    handle = loop.call_soon(callback, 1)
    handle.cancel()
    print(short(repr(handle)))
    for wrong in (never, 5):
        try:
            loop.call_soon(wrong)
        except TypeError as e:
            print(e)
    loop.set_exception_handler(lambda loop, context: print("handler", sorted(context), context["message"]))
    task = asyncio.create_task(bad())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    loop.call_soon(lambda: 1 / 0)
    group = asyncio.gather(never(), bad(), return_exceptions=True)
    print(short(repr(group)))
    await group
    async with asyncio.TaskGroup() as tg:
        print(short(repr(tg.create_task(never()))))
    print(short(repr(asyncio.ensure_future(never()))))
    print(short(repr(loop.create_task(never()))), short(repr(asyncio.Task(never()))))
    await asyncio.sleep(0)
    loop.set_debug(False)
    print(loop.call_soon(callback, 0))
    time.sleep(0.6)

asyncio.run(main(), debug=True)


async def forgets():
    for _ in range(3):
        never() # said once
    never()

asyncio.run(forgets())
