# Events that shared.py has none of: a new name, progress of a gather, a failure, a timer that is taken
# back, a call that blocks, a semaphore.
import asyncio
import time


async def fails(semaphore):
    async with semaphore:
        await asyncio.sleep(0)
        raise KeyError('lost')


async def sleeps():
    asyncio.current_task().set_name('sleeper')
    async with asyncio.timeout(5):
        time.sleep(1)
        await asyncio.sleep(1)


async def main():
    semaphore = asyncio.Semaphore(1)
    handle = asyncio.get_running_loop().call_later(9, print, 'never')
    print(await asyncio.gather(fails(semaphore), fails(semaphore), sleeps(), return_exceptions=True))
    handle.cancel()


asyncio.run(main())
