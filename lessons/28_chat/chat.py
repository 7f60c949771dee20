import asyncio

DELAY = {"ann": 0.5, "bob": 3}


async def send(who, text):
    await asyncio.sleep(DELAY[who])
    print(who, text)


async def broadcast(text):
    for who in DELAY:
        await send(who, text)


async def main():
    await broadcast("hi")
    await broadcast("bye")


asyncio.run(main())
