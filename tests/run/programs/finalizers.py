# Last words: __del__, a generator's finally, an asynchronous generator left in the middle.
import asyncio
import gc
import time


class Noisy:
    def __init__(self, name):
        self.name = name
        self.other = None

    def __del__(self):
        time.sleep(0.25)
        print("gone", self.name)
        for i in range(3):
            print(i, self.name)


def cleaning(name):
    try:
        yield name
        yield name
    finally:
        for i in range(2):
            time.sleep(0.125)
            print("closing", name, i)


async def numbers():
    try:
        for i in range(10):
            await asyncio.sleep(0.5)
            yield i
    finally:
        await asyncio.sleep(0.5)
        print("numbers closed")


async def main():
    for i in range(4):
        Noisy(i)
        g = cleaning(i)
        next(g)
        del g
    a, b = Noisy("a"), Noisy("b")
    a.other, b.other = b, a
    del a, b
    print(gc.collect() > 0)
    async for n in numbers():
        if n == 2:
            break
    await asyncio.sleep(1)


asyncio.run(main())
