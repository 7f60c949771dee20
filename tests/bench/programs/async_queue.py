import asyncio


async def echo(inbox, outbox, n):
    for _ in range(n):
        await outbox.put(await inbox.get() + 1)


async def main():
    a, b, n, value = asyncio.Queue(), asyncio.Queue(), 30000, 0
    task = asyncio.create_task(echo(a, b, n))
    for _ in range(n):
        await a.put(value)
        value = await b.get()
    await task
    print(value)


asyncio.run(main())
