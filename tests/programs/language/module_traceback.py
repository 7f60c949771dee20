# The module traceback.
import traceback, sys, asyncio
def f(n):
    if n == 0:
        return 1 / 0
    return f(n - 1)
try:
    f(2)
except ZeroDivisionError as e:
    print(traceback.format_exc())
    print(traceback.format_exception(e))
    print(traceback.format_exception_only(e), traceback.format_exception_only(type(e), e))
    print(traceback.format_tb(e.__traceback__))
    print(traceback.extract_tb(e.__traceback__))
    print(traceback.format_exception(type(e), e, e.__traceback__)[-1])
    traceback.print_exc(file=sys.stdout)
    traceback.print_exc(limit=1, file=sys.stdout)
    traceback.print_exc(limit=-1, file=sys.stdout)
    traceback.print_tb(e.__traceback__, file=sys.stdout)
def g():
    try:
        f(0)
    except Exception as e:
        raise ValueError("second") from e
try: g()
except ValueError: traceback.print_exc(file=sys.stdout)
try:
    try: {}["x"]
    except KeyError: [][2]
except IndexError as e:
    print("".join(traceback.format_exception(e)))
    e.add_note("a note\nmore")
    print("".join(traceback.format_exception(e, chain=False)))
    print("".join(traceback.TracebackException.from_exception(e).format()))
def h():
    traceback.print_stack(file=sys.stdout)
    print(traceback.format_stack()[-1])
    print(traceback.extract_stack()[-1].name, traceback.extract_stack(limit=1))
h()
async def boom():
    await asyncio.sleep(1)
    raise RuntimeError("boom")
async def main():
    r = await asyncio.gather(boom(), return_exceptions=True)
    print("".join(traceback.format_exception(r[0])))
asyncio.run(main())
print(traceback.format_exc())
def rec(n): return rec(n+1)
try: rec(0)
except RecursionError as e: print(len(traceback.format_exc()) < 2000)
