# Millions of events in a world of about 50 MB.
import asyncio

kept = {i: [i, str(i), {"n": i}] for i in range(90000)}


async def spin(n):
    total = 0
    for i in range(n):
        await asyncio.sleep(0)
        total += i
        kept[total % 90000][0] = i
    return total


async def parked(event):
    await event.wait()


async def main():
    event = asyncio.Event()
    parked_tasks = [asyncio.create_task(parked(event)) for _ in range(5000)]
    await asyncio.gather(*[spin(33) for _ in range(10000)])
    for _ in range(30):
        await asyncio.gather(*[spin(33) for _ in range(3000)])
    event.set()
    await asyncio.gather(*parked_tasks)


asyncio.run(main())
