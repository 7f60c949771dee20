import asyncio

GUESTS = ["fox", "hen"]


async def visit(name):
    print(name, "in")
    await asyncio.sleep(0)
    print(name, "out")


async def main():
    await asyncio.gather(*map(visit, GUESTS))


asyncio.run(main())
