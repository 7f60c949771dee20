import asyncio
import time


def warm_up(lamp):
    time.sleep(lamp)
    return lamp


async def main():
    lamps = [warm_up(lamp) for lamp in (2, 4, 1)]
    print("all on")


asyncio.run(main())
