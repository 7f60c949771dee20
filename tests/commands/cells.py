# %% definitions
import asyncio

async def work(n):
    print("start", n)
    await asyncio.sleep(n)
    print("end", n)
    return n

# %% a task that runs on
t = asyncio.create_task(work(2))
print("made")

# %%
print(await asyncio.gather(work(1), work(1)))
def f():
    """
# %% no cell
"""
# %%
async with asyncio.timeout(10):
    print(await t)
r = [await work(i) for i in range(2)]
# %%
try:
    asyncio.run(work(1))
except RuntimeError as e:
    print(repr(e))
asyncio.create_task(work(100))
# %%
1/0
