import asyncio

FILES = {"map.png": 3, "icon.svg": 1, "song.ogg": 4}


async def download(name):
    await asyncio.sleep(FILES[name])
    return name


async def main():
    downloads = [download(name) for name in FILES]
    for name in await asyncio.gather(*downloads):
        print(name)


asyncio.run(main())
