import asyncio

async def main():
    await asyncio.sleep(2)
    print("up")

asyncio.run(main())
