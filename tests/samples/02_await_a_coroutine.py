# Awaiting a coroutine goes straight into it: no new task, no overlap
import asyncio


async def fetch_milk():
    await asyncio.sleep(1)
    print("milk in hand")
    await asyncio.sleep(1)
    print("back in the kitchen")


async def breakfast():
    print("table is set")
    await asyncio.sleep(1)
    await fetch_milk()
    print("coffee with milk")


asyncio.run(breakfast())
