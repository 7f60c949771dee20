import asyncio


async def climb(name, hours):
    await asyncio.sleep(hours)
    if name == "bob":
        print(name, "turned back")
        raise RuntimeError(name)
    print(name, "on top")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(climb("bob", 2))
            group.create_task(climb("cho", 3))
    except* RuntimeError:
        print("camp")


asyncio.run(main())
