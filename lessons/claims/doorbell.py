import asyncio
import time


async def answer():
    print("who is there?")


async def main():
    asyncio.create_task(answer())
    print("ring")
    time.sleep(2)
    print("still at work")
    await asyncio.sleep(0)
    print("done")


asyncio.run(main())
