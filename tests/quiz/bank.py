import asyncio

balance = 100


async def draw(amount):
    global balance
    seen = balance
    await asyncio.sleep(1)
    balance = seen - amount


async def main():
    async with asyncio.TaskGroup() as machines:
        for amount in (10, 20, 30):
            machines.create_task(draw(amount))
    print(balance)


asyncio.run(main())
