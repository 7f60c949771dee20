import asyncio


async def seat(number):
    await asyncio.sleep(1)
    return number


async def main():
    seats = await asyncio.gather(*(seat(number) for number in range(2000)))
    print(len(seats), "seated")


asyncio.run(main())
