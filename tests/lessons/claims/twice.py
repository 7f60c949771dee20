import asyncio


async def ring():
    await asyncio.sleep(1)
    print("ring")


async def main():
    await ring()
    await ring()


asyncio.run(main())
