import asyncio


async def cook(what):
    print("stir")
    await asyncio.sleep(1)
    return "hot " + what


async def main():
    tea = cook("tea")
    print(tea)


main()
