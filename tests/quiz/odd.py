# Lines that cannot stand in a question: too long, in two parts, with quotes and bars, twice, empty, a letter that
# commands a terminal.
import asyncio


async def say(what):
    await asyncio.sleep(0.5)
    print(what)


async def main():
    task = asyncio.create_task(say("a | b"), name="at | in")
    for what in "one / two", '"quoted"', "twice", "twice", "", "\x1b[2J", "x" * 80, "```", "wrong: 1 | M8 | x":
        await say(what)
    await task


asyncio.run(main())
