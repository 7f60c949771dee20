import asyncio


async def save(name):
    print("saved")


async def main():
    print("begin")
    save("a letter")
    await asyncio.sleep(1)
    print("end")


asyncio.run(main())
