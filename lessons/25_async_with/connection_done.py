import asyncio


class Connection:
    async def __aenter__(self):
        await asyncio.sleep(1)
        print("open")

    async def __aexit__(self, *error):
        await asyncio.sleep(2)
        print("close")


async def use():
    async with Connection():
        print("use")


async def main():
    await use()
    await use()


asyncio.run(main())
