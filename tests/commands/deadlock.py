import asyncio
async def a(s):
    async with s:
        await asyncio.sleep(1)
        await tb
async def b(s):
    await asyncio.sleep(0.5)
    await asyncio.gather(c(s), asyncio.sleep(1))
async def c(s):
    async with s:
        pass
async def main():
    global tb
    s = asyncio.Semaphore(1)
    tb = asyncio.create_task(b(s))
    await a(s)
asyncio.run(main())
