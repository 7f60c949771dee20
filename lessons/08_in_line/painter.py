import asyncio


async def paint():
    print("paint")


async def main():
    painter = asyncio.create_task(paint())
    print("plan")
    print("build")
    await painter


asyncio.run(main())
