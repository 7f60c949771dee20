import asyncio


async def carry(what):
    await asyncio.sleep(2)
    raise ValueError(what)


async def main():
    courier = asyncio.create_task(carry("lamp"))
    try:
        await asyncio.sleep(4)
    except ValueError as error:
        print("broken:", error)
    print("bye")


asyncio.run(main())
