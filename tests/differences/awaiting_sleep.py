# Known difference: what a coroutine stands at while it waits in asyncio.sleep().
#
# In CPython sleep() is a coroutine function, so cr_await is its coroutine, which in turn awaits a future. Here a sleep
# that is awaited at once makes no coroutine: cr_await is the future.
import asyncio


async def waiting():
    await asyncio.sleep(1)


async def main():
    c = waiting()
    task = asyncio.create_task(c)
    await asyncio.sleep(0)
    print(type(c.cr_await).__name__)
    task.cancel()

asyncio.run(main())
