import asyncio


async def tick():
    for number in range(3):
        print("tick", number)
        await asyncio.sleep(1)


async def main():
    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.5)
    name = input("Your name? ")
    print("Hello,", name)
    age = input("Your age? ")
    print(age, "years")
    await ticking


asyncio.run(main())
