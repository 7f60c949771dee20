# Three awaits in a row take as long as their sum: async alone is not faster
import asyncio


async def ask(who):
    await asyncio.sleep(1)
    print(who, "has answered")


async def main():
    await ask("Ann")
    await ask("Ben")
    await ask("Cleo")


asyncio.run(main())
