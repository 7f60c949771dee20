# Types of the library as annotations write them.
import asyncio
from collections import defaultdict, Counter
async def worker(q: asyncio.Queue[int], f: asyncio.Future[str], t: "asyncio.Task") -> asyncio.Task[None] | None: pass
x: defaultdict[str, int] = defaultdict(int)
x["a"] += 1
print(x, Counter("aab"))
class Q(asyncio.Queue[int]): pass
class T(asyncio.Future[str]): pass
print(worker.__annotations__)
