import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def word(text):
    say(text)


async def ben():
    say("ben")


async def main():
    asyncio.create_task(ben())
    await word("to")
    await word("be")
    await asyncio.sleep(1)
    say("or")


asyncio.run(main())
say("end")
