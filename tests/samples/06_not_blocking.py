# The same backup with asyncio: compare it with 05
import asyncio


async def copy(name, seconds):
    print("copying", name)
    await asyncio.sleep(seconds)
    print(name, "copied")


async def main():
    await asyncio.gather(copy("photos", 3), copy("letters", 2))


print("backup begins")
asyncio.run(main())
print("backup is complete")
