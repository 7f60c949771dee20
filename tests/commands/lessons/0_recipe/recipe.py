import asyncio


async def cook(what):
    print("stir")
    return "hot " + what


async def main():
    soup = cook("soup")
    print(type(soup).__name__)


asyncio.run(main())
