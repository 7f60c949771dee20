"""What is thrown into a step of an asynchronous generator (here aclose(), which the loop calls as a generator
is dropped) before that has begun: it begins all the same when it goes on."""
import asyncio
async def numbers(n, e):
    try:
        yield 1
        yield 2
    finally:
        print("left", n, asyncio.current_task().get_name())
        try:
            await asyncio.sleep(e)
            print("over", n)
        except asyncio.CancelledError as x:
            print("cancelled", n)
            raise
async def user(n, e):
    a = numbers(n, e)
    print(await anext(a))
    a = None
    print("dropped")
async def main(e, turns):
    t = asyncio.create_task(user(1, e))
    t2 = asyncio.create_task(user(2, e))
    for i in range(turns):
        await asyncio.sleep(0)
    print("main ends", sorted(t.get_name() for t in asyncio.all_tasks()))
for e in 0, 1:
    for turns in range(1, 7):
        print("---", e, turns)
        asyncio.run(main(e, turns))
