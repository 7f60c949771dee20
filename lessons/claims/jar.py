import asyncio

sweets = 10


async def take_one():
    global sweets
    sweets -= 1


async def look_and_take():
    global sweets
    seen = sweets
    await asyncio.sleep(0)
    sweets = seen - 1


async def main():
    await asyncio.gather(take_one(), take_one())
    print("no await between:", sweets)
    await asyncio.gather(look_and_take(), look_and_take())
    print("an await between:", sweets)


asyncio.run(main())
