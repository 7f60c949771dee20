import asyncio


async def play(n=0):
    try:
        while True:
            n += 1
            print("note")
            await asyncio.sleep(1)
    finally:
        print("lid")


async def main():
    pianist = asyncio.create_task(play())
    await asyncio.sleep(1.5)
    pianist.cancel()
    print("asked")
    try:
        await pianist
    except asyncio.CancelledError:
        print("quiet")


asyncio.run(main())
