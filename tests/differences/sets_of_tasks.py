# Known difference: the order of iteration over a set of tasks or futures.
#
# CPython's order follows the addresses of the objects and can be another in each run (what is recorded is one of them).
# Here sets that hold nothing but tasks and futures show them in the order of their creation: the sets that wait() and
# all_tasks() give, and every other.
import asyncio


async def job(n):
    await asyncio.sleep(0)
    return n


async def main():
    tasks = [asyncio.create_task(job(n)) for n in range(10)]
    done, _ = await asyncio.wait(reversed(tasks))
    print([task.result() for task in done])
    print([task.result() for task in set(reversed(tasks[5:])) | set(tasks[:5])])
    print(len(asyncio.all_tasks()), done.pop().result(), len(done))

asyncio.run(main())
