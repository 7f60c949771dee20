import asyncio


async def hello():
    print("hello")


async def main():
    envelope = hello()
    print(type(envelope).__name__)
    print("opened:")
    await envelope


asyncio.run(main())
