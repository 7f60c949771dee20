import asyncio


async def ask():
    try:
        async with asyncio.timeout(2):
            await asyncio.sleep(9)
    except TimeoutError:
        print("no answer")


async def main():
    await ask()
    await ask()


asyncio.run(main())
