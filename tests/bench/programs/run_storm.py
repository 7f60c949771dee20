# Millions of events in a small world: what seeking costs.
import asyncio


async def spin(n):
    for _ in range(n):
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(*[spin(50000) for _ in range(100)])


asyncio.run(main())
