import asyncio


async def fetch(what, seconds):
    await asyncio.sleep(seconds)
    return what


async def main():
    key = await fetch("key", 1)
    print(key)
    note = await fetch("note", 2)
    print(note)


asyncio.run(main())
