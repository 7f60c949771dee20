import asyncio


async def inner():
    print("inner")


async def main():
    coroutine = inner()
    try:
        asyncio.run(coroutine)
    except RuntimeError as error:
        print(error)
        coroutine.close()


asyncio.run(main())
print("outside")
asyncio.run(inner())
