import asyncio
import time


async def roast(dish, minutes):
    await asyncio.sleep(minutes)
    time.sleep(1)  # carving: it keeps the CPU
    print(dish)


async def main():
    await asyncio.gather(roast("pie", 2), roast("duck", 2), roast("ham", 2))
    print("dinner")


asyncio.run(main())
