import asyncio

async def customer(till, seconds):
    async with till:
        await asyncio.sleep(seconds)

async def main():
    till = asyncio.Lock()
    await asyncio.gather(customer(till, 2), customer(till, 1))
    print("closed")

asyncio.run(main())
