import asyncio

lift = asyncio.Semaphore(2)


async def ride(who):
    async with lift:
        await asyncio.sleep(2)
        print(who, "up")


async def main():
    people = ["ann", "bo", "cy", "di", "ed"]
    await asyncio.gather(*[ride(who) for who in people])


asyncio.run(main())
