"""What is the context of an exception that is thrown into a coroutine: each coroutine and generator
handles exceptions of its own, and what is thrown meets them from the inside out."""
import asyncio
import sys


def told(e):
    if e is None:
        return "-"
    text = f"{type(e).__name__}{e.args}"
    return text + (" while " + told(e.__context__) if e.__context__ is not None else "")


class Boom(Exception):
    pass


async def leaf(how):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        print("  leaf", told(e), "|", told(sys.exc_info()[1]))
        if how == "raise":
            raise
        if how == "new":
            raise Boom("new")
    print("  after the clause:", told(sys.exc_info()[1]))
    if how == "later":
        raise Boom("later")
    if how == "inner":
        try:
            raise Boom("inner")
        except Boom as e:
            print("  leaf", told(e))
    if how == "awaits":
        try:
            await thrower()
        except Boom as e:
            print("  leaf", told(e))
    if how == "goes on":
        await asyncio.sleep(0)
        try:
            raise Boom("goes on")
        except Boom as e:
            print("  leaf", told(e))
        raise Boom("in the end")


async def thrower():
    raise Boom("thrower")


async def handles(how):
    try:
        raise ValueError("leaf's")
    except ValueError:
        await leaf(how)


async def gens(how):
    async for x in agen(how):
        print("  x", x)


async def agen(how):
    try:
        raise KeyError("agen's")
    except KeyError:
        try:
            await leaf(how)
        except Boom as e:
            print("  agen", told(e))
        yield 1
        raise Boom("of agen")


class Manager:
    async def __aenter__(self):
        pass

    async def __aexit__(self, kind, error, trace):
        print("  exit", told(error))
        try:
            await leaf("raise")
        except asyncio.CancelledError as e:
            print("  exit", told(e))


async def managed(how):
    async with Manager():
        raise LookupError("body")


async def native(how):
    q = asyncio.Queue()
    c = asyncio.Condition()
    async with c:
        if how == "new":
            await q.get()
        elif how == "later":
            await asyncio.wait_for(q.get(), 5)
        elif how == "inner":
            await asyncio.gather(leaf("raise"))
        else:
            await c.wait()


class Iterator:
    def __init__(self, how):
        self.how = how

    def __await__(self):
        try:
            raise IndexError("iterator's")
        except IndexError:
            return (yield from leaf(self.how).__await__())


async def awaits(how):
    await Iterator(how)


async def twice(how):
    try:
        try:
            raise OSError("twice")
        except OSError:
            try:
                await leaf(how)
            except BaseException as e:
                print("  twice", told(e))
            await leaf("raise" if how != "raise" else "new")
    finally:
        print("  finally", told(sys.exc_info()[1]))


async def outer(inner, how):
    try:
        try:
            raise TypeError("outer's")
        except TypeError:
            await inner(how)
    except BaseException as e:
        print("  outer", told(e))


async def main():
    for inner in leaf, handles, gens, managed, native, awaits, twice:
        for how in "raise", "new", "return", "later", "inner", "awaits", "goes on":
            print(inner.__name__, how)
            task = asyncio.create_task(outer(inner, how))
            await asyncio.sleep(1)
            task.cancel("c")
            await asyncio.sleep(1)
            task.cancel("again")
            await asyncio.sleep(1)
            task.cancel("once more")
            await asyncio.gather(task, return_exceptions=True)


def plain(how):
    try:
        try:
            yield 1
        except Boom as e:
            print("  plain", told(e))
            if how:
                raise
            raise KeyError("plain")
    finally:
        print("  plain", told(sys.exc_info()[1]))


def around(how):
    try:
        raise ValueError("around's")
    except ValueError:
        yield from plain(how)


def drives(how):
    g = around(how)
    next(g)
    try:
        raise OSError("drives'")
    except OSError:
        try:
            g.throw(Boom("thrown"))
        except Exception as e:
            print("  drives", told(e))



asyncio.run(main())
for how in range(2):
    drives(how)
