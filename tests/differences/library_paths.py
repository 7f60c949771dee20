# Known difference: where a repr names a function of asyncio itself.
#
# CPython writes the path of its own library's file on that machine, /usr/lib/python3.11/asyncio/base_events.py:180.
# There is no such file here: asyncio is part of awaitscope, the same on every machine, so the path begins with the
# name of the package. File and line within it are CPython 3.11's.
import asyncio


async def child():
    print(asyncio.current_task())


async def main():
    print(asyncio.current_task())
    await asyncio.gather(child())

asyncio.run(main())
