# Known difference: tracebacks have no lines for functions of the library.
#
# In CPython asyncio.run, gather and so on are Python functions with frames of their own, and a traceback lists those
# that the exception passes, with paths of that machine. Here they are part of awaitscope; a traceback shows the
# program's own frames only.
import asyncio
import traceback


async def main():
    async with asyncio.TaskGroup():
        raise ValueError("body")

try:
    asyncio.run(main())
except ExceptionGroup:
    traceback.print_exc()
