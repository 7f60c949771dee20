import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def walk(name):
    for step in range(2):
        say(name, step)
        await asyncio.sleep(1)


async def main():
    await asyncio.gather(walk("a"), walk("b"), walk("c"))


asyncio.run(main())
say("end")
