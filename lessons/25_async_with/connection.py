import asyncio


class Connection:
    def __enter__(self):
        print("open")

    def __exit__(self, *error):
        print("close")


async def use():
    async with Connection():
        print("use")


async def main():
    await use()
    await use()


asyncio.run(main())
