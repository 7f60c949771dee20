# A world that grows by some megabytes and shrinks again, several times, with tasks on the way.
import asyncio


async def worker(n):
    data = [str(i) * 3 for i in range(n)]
    await asyncio.sleep(0)
    table = {s: [i] for i, s in enumerate(data)}
    await asyncio.sleep(0.5)
    del data
    print(n, len(table))
    return len(table)


async def main():
    for round in range(3):
        results = await asyncio.gather(*[worker(500 * (i + 1)) for i in range(6)])
        print(round, sum(results))
        kept = [[i] * 10 for i in range(3000)]
        await asyncio.sleep(1)
        kept = kept[::100]
        tasks = [asyncio.create_task(asyncio.sleep(i % 7)) for i in range(300)]
        await asyncio.sleep(3)
        for t in tasks[::2]:
            t.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        print(sum(d is None for d in done), len(kept))


asyncio.run(main())
