import asyncio

DAYS = {"Rome": 2, "Oslo": 4, "Bern": 1}


async def letter(city):
    await asyncio.sleep(DAYS[city])
    print(city)


async def main():
    for city in DAYS:
        await asyncio.create_task(letter(city))
    print("all answered")


asyncio.run(main())
