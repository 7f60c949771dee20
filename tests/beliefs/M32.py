import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def boil(what, seconds):
    await asyncio.sleep(seconds)
    say(what)
    return what


async def main():
    say(await asyncio.gather(boil("pasta", 3), boil("sauce", 1)))
    tasks = [asyncio.create_task(boil("rice", 2)), asyncio.create_task(boil("peas", 1))]
    done, pending = await asyncio.wait(tasks)
    say(len(done), len(pending))
    await asyncio.gather(*tasks)
    await asyncio.sleep(5)


asyncio.run(main())
say("end")
