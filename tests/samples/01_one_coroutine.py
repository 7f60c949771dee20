# One coroutine: what runs, and what only waits
import asyncio


async def boil():
    print("water on")
    await asyncio.sleep(2)
    print("it boils")
    await asyncio.sleep(1)
    print("tea is ready")


asyncio.run(boil())
