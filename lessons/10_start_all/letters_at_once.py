import asyncio

DAYS = {"Rome": 2, "Oslo": 4, "Bern": 1}


async def letter(city):
    await asyncio.sleep(DAYS[city])
    print(city)


async def main():
    tasks = [asyncio.create_task(letter(city)) for city in DAYS]
    for task in tasks:
        await task
    print("all answered")


asyncio.run(main())
