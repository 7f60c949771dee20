import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def carry():
    await asyncio.sleep(1)
    raise ValueError("dropped")


async def caught():
    raise KeyError("seen")


async def main():
    say(await asyncio.gather(caught(), return_exceptions=True))
    task = asyncio.create_task(carry())
    try:
        await asyncio.sleep(3)
        say("lunch")
        await task
    except ValueError as error:
        say(error)
    say("home")


asyncio.run(main())
say("end")
