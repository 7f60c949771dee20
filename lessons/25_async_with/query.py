import asyncio


class Database:
    async def __aenter__(self):
        await asyncio.sleep(1)
        print("open")

    async def __aexit__(self, *error):
        await asyncio.sleep(1)
        print("close")


async def main():
    try:
        async with Database():
            print("query")
            raise LookupError
    except LookupError:
        print("failed")


asyncio.run(main())
