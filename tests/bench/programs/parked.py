import asyncio
import sys


async def wait(event, i):
    own = i + 1
    await event.wait()
    return own


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(wait(event, i)) for i in range(int(sys.argv[1]))]
    await asyncio.sleep(0)
    event.set()
    print(sum([await task for task in tasks]))


asyncio.run(main())
