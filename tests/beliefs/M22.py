import asyncio
import time


def say(*words):
    print(round(time.monotonic()), *words)


async def log():
    await asyncio.sleep(2)
    say("saved")
    asyncio.create_task(log_twice())


async def log_twice():
    await asyncio.sleep(1)
    say("saved again")


async def main():
    asyncio.create_task(log())
    await asyncio.sleep(1)
    say("main is done")


asyncio.run(main())
say("end")
