# Known difference: ending a future whose loop is closed.
#
# CPython puts the future's callbacks in line with loop.call_soon(), which raises RuntimeError once the loop is closed, so
# set_result() and all that uses it (releasing a lock that others wait for, for one) fails. Here the callbacks are dropped.
# It matters to what is still in tasks as they die after asyncio.run(); so random programs (tests/generate) compare of what
# is left when a run is over no more than what kinds of messages there are.
import asyncio


async def waits(future):
    await future


async def main():
    future = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(waits(future))
    await asyncio.sleep(0)
    return future, task

loop = asyncio.new_event_loop()
future, task = loop.run_until_complete(main())
loop.close()
try:
    future.set_result(1)
    print("set")
except RuntimeError as e:
    print(e)
print(future.done(), task.done())
