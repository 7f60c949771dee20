# Task.get_stack and Task.print_stack.
import asyncio, sys
async def inner():
    await asyncio.sleep(1)
async def f():
    await inner()
async def bad():
    raise ValueError("x")
async def main():
    t=asyncio.create_task(f()); b=asyncio.create_task(bad())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    t.print_stack(file=sys.stdout)
    b.print_stack(file=sys.stdout)
    t.print_stack(limit=1, file=sys.stdout)
    print([fr.f_code.co_name for fr in t.get_stack()], [fr.f_code.co_name for fr in b.get_stack()], t.get_stack(limit=0))
    t.cancel()
    try: await t
    except asyncio.CancelledError: pass
    t.print_stack(file=sys.stdout)
    try: await b
    except ValueError: pass
asyncio.run(main())
