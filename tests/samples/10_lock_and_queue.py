# Workers take jobs from a queue and share one printer by a lock
import asyncio


async def worker(name, jobs, printer):
    while True:
        pages = await jobs.get()
        async with printer:
            print(name, "prints", pages, "pages")
            await asyncio.sleep(pages)
        jobs.task_done()


async def main():
    jobs = asyncio.Queue()
    printer = asyncio.Lock()
    for pages in (2, 1, 1):
        jobs.put_nowait(pages)
    workers = [asyncio.create_task(worker(name, jobs, printer)) for name in ("ann", "ben")]
    await jobs.join()
    print("nothing left to print")
    for task in workers:
        task.cancel()


asyncio.run(main())
