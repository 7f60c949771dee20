# A callback that puts itself in line for ever: no loop, no call of a function.
import asyncio
async def main():
    loop = asyncio.get_running_loop()
    def tick(): loop.call_soon(tick)
    tick()
    await asyncio.Event().wait()
asyncio.run(main())
