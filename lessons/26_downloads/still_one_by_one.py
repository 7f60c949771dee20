import asyncio
import time

FILES = {"map.png": 3, "icon.svg": 1, "song.ogg": 4}


async def download(name):
    time.sleep(FILES[name])
    return len(name)


async def main():
    print(await asyncio.gather(*[download(name) for name in FILES]))


asyncio.run(main())
