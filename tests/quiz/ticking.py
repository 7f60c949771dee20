# A task that never ends: in some worlds the program does not either.
import asyncio


async def tick():
    while True:
        await asyncio.sleep(1)
        print("tick")


async def main():
    asyncio.create_task(tick())
    await asyncio.sleep(2.5)
    print("enough")


asyncio.run(main())
