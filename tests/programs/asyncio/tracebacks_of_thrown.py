"""Which frames the traceback of an exception has that is thrown into a coroutine past one that handles
another: those that were there when it was last caught, and those from there up."""
import asyncio, sys, traceback
class Manager:
    async def __aenter__(self):
        pass
    async def __aexit__(self, kind, error, trace):
        await asyncio.sleep(2)
        return True
async def helper():
    await asyncio.sleep(2)
async def w(how):
    try:
        if how == 0:
            async with Manager():
                raise TimeoutError
        elif how == 1:
            async with Manager():
                pass
        elif how == 2:
            try:
                raise TimeoutError
            except TimeoutError:
                await helper()
        elif how == 3:
            try:
                raise TimeoutError
            except TimeoutError as e:
                await Manager().__aexit__(None, e, None)
    except asyncio.CancelledError:
        print(*[f.name for f in traceback.extract_tb(sys.exc_info()[2]) if f.filename == __file__])
async def main():
    for how in range(4):
        print("---", how)
        t = asyncio.create_task(w(how))
        await asyncio.sleep(1)
        t.cancel()
        await t
asyncio.run(main())
async def turned():
    try:
        await helper()
    except asyncio.CancelledError:
        raise KeyError
async def between(): await turned()
async def between2():
    try:
        await turned()
    finally:
        print("f")
async def agen():
    try:
        yield await between()
    finally:
        await between2()
async def w2(how):
    try:
        try:
            raise ValueError
        except ValueError:
            if how == 0: await turned()
            if how == 1: await between()
            if how == 2: await between2()
            if how == 3: await asyncio.wait_for(between(), None)
            if how == 4:
                async for x in agen(): pass
            if how == 5: await asyncio.create_task(between())
            if how == 6:
                async for x in agen(): break
            if how == 7:
                try: await between()
                except KeyError: raise
            if how == 8:
                try: await between()
                except KeyError:
                    await between()
    except BaseException as e:
        print(*[f.name for f in traceback.extract_tb(sys.exc_info()[2]) if f.filename == __file__])
        e = e.__context__
        while e:
            print("  ", *[f.name for f in traceback.extract_tb(e.__traceback__) if f.filename == __file__])
            e = e.__context__
from asyncio import wait_for
async def main():
    for how in range(9):
        print("---", how)
        t = asyncio.create_task(w2(how))
        await asyncio.sleep(1)
        t.cancel()
        await asyncio.sleep(1)
        t.cancel()
        await asyncio.sleep(1)
asyncio.run(main())
