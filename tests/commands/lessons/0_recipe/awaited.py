import asyncio


async def cook(what):
    print("stir")
    await asyncio.sleep(1)
    return "hot " + what


async def main():
    tea = await cook("tea")
    print(tea)


asyncio.run(main())
