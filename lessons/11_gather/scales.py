import asyncio


async def weigh(what, kilos, seconds):
    await asyncio.sleep(seconds)
    print(what, "is weighed")
    return f"{what} {kilos} kg"


async def main():
    results = await asyncio.gather(
        weigh("dog", 9, 3),
        weigh("mug", 1, 1),
        weigh("cat", 4, 2),
    )
    print(results)


asyncio.run(main())
