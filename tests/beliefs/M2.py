import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def post(letter):
    say("writes", letter)
    await asyncio.sleep(2)
    say("posts", letter)
    return letter


async def main():
    say(await post("one"))
    say(await post("two"))
    for letter in "ab":
        await asyncio.create_task(post(letter))
    task = asyncio.create_task(post("three"))
    await asyncio.sleep(1)
    say(await task)
    say("done")


asyncio.run(main())
say("end")
