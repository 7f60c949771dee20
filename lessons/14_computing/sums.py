import asyncio
import time


async def add(name):
    time.sleep(2)
    print(name)


async def main():
    await asyncio.gather(add("even"), add("odd"))


asyncio.run(main())
