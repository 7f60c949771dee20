import asyncio


async def connection(number):
    await asyncio.sleep(2)
    return 1


async def main():
    numbers = range(1000)
    answers = await asyncio.gather(*[connection(number) for number in numbers])
    print(sum(answers), "answers")


asyncio.run(main())
