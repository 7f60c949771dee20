# [1;31;99m 31;99m  raw in the source
# What this program writes, names, raises and holds must not reach the terminal as a command.
import asyncio
import sys

CLEAR = "\x1b[2J\x1b[1;31;99m\x1bc"
TITLE = "\x1b]0;taken over\x07\x1b]52;c;dGFrZW4=\x1b\\"
C1 = "\x9b31;99m\x90payload\x9c\x9d0;taken over\x9c\x85"
LEAVE = "\x1b[?1049l\x1b[?25h\x1b[?1000l"
WIDE = "\u65e5\u672c\u8a9e|\uff21|\U0001f600|\U0001f469\u200d\U0001f680|"
COMBINED = "e\u0301|\u0301alone|a" + "\u0308" * 40 + "|\u200b|\u202eturned\u2066|\ufeff|"
BELLS = "\x07\x08\x0b\x0c\x0e\x0f\r\x7f\x00"


async def worker(text):
    held = text
    print(held)
    await asyncio.sleep(1)
    print("\n".join([held, held]), file=sys.stderr)
    raise ValueError(held)


async def main():
    texts = [CLEAR, TITLE, C1, LEAVE, WIDE, COMBINED, BELLS]
    tasks = [asyncio.create_task(worker(text), name=text) for text in texts]
    await asyncio.gather(*tasks, return_exceptions=True)
    print("x" * 300 + CLEAR)
    raise RuntimeError(TITLE + C1)


asyncio.run(main())
