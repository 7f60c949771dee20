# Two tasks made early and a gather later: who starts when, who ends when
import asyncio


async def ask(who):
    await asyncio.sleep(1)
    print(who, "has answered")
    return who


async def main():
    first = asyncio.create_task(ask("Ann"))
    second = asyncio.create_task(ask("Ben"))
    print(await asyncio.gather(ask("Cleo"), ask("Dora"), ask("Emil")))
    print(await first, await second)


asyncio.run(main())
