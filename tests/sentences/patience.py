import asyncio

async def slow():
    try:
        await asyncio.sleep(5)
    finally:
        print("tidy")

async def main():
    job = asyncio.create_task(slow())
    try:
        await asyncio.wait_for(job, 2)
    except asyncio.TimeoutError:
        print("too slow")

asyncio.run(main())
