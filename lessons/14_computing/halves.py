import asyncio
import time


async def add(name):
    for part in (1, 2):
        time.sleep(1)
        print(name, part)


async def main():
    await asyncio.gather(add("even"), add("odd"))


asyncio.run(main())
