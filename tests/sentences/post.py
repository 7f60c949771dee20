import asyncio

async def postman(box):
    for letter in ("hi", "bye"):
        await asyncio.sleep(1)
        await box.put(letter)

async def main():
    box = asyncio.Queue()
    asyncio.create_task(postman(box))
    while await box.get() != "bye":
        await asyncio.sleep(0)

asyncio.run(main())
