# time.sleep inside a coroutine: one task sleeps and holds the whole loop
import asyncio
import time


async def heartbeat():
    for beat in range(4):
        print("beat", beat)
        await asyncio.sleep(1)


async def crunch():
    await asyncio.sleep(0.5)
    print("crunching, without await")
    time.sleep(2.5)
    print("crunched")


async def main():
    await asyncio.gather(heartbeat(), crunch())


asyncio.run(main())
