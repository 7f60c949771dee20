import asyncio


async def carry(what):
    await asyncio.sleep(1)
    print("dropped")
    raise RuntimeError(what)


async def main():
    print("leave")
    courier = asyncio.create_task(carry("vase"))
    try:
        await asyncio.sleep(3)
        print("lunch")
        await courier
    except RuntimeError:
        print("asked")


asyncio.run(main())
