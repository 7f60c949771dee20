import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def play(note):
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        say("quiet", note)
        raise


async def conduct():
    player = asyncio.create_task(play("b"))
    await player


async def stubborn():
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        await asyncio.sleep(1)
        say("stopped late")


async def rests():
    while True:
        await asyncio.sleep(0)


async def main():
    one = asyncio.create_task(play("a"))
    two = asyncio.create_task(conduct())
    three = asyncio.create_task(stubborn())
    four = asyncio.create_task(rests())
    new = asyncio.create_task(play("never"))
    say("new", new.cancel(), new.done())
    await asyncio.sleep(1)
    for task in one, two, three, four:
        say(task.cancel(), task.done(), task.cancel())
    results = await asyncio.gather(one, two, three, four, return_exceptions=True)
    say([type(result).__name__ for result in results])


asyncio.run(main())
say("end")
