import asyncio

DELAY = {"ann": 0.5, "bob": 3}


async def send(who, text):
    await asyncio.sleep(DELAY[who])
    print(who, text)


async def deliver(who):
    for text in ("hi", "bye"):
        await send(who, text)


async def main():
    await asyncio.gather(*[deliver(who) for who in DELAY])


asyncio.run(main())
