# gather: three waits run down together, so the longest decides
import asyncio


async def download(name, seconds):
    print(name, "begins")
    await asyncio.sleep(seconds)
    print(name, "is here")
    return name


async def main():
    files = await asyncio.gather(
        download("map", 2),
        download("film", 3),
        download("song", 1),
    )
    print("all here:", files)


asyncio.run(main())
