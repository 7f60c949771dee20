import asyncio


async def wrap(parcels):
    while True:
        parcel = await parcels.get()
        await asyncio.sleep(parcel)
        print("wrapped", parcel)


async def main():
    parcels = asyncio.Queue()
    worker = asyncio.create_task(wrap(parcels))
    await parcels.put(2)
    await parcels.put(2)
    await parcels.join()
    print("closed")


asyncio.run(main())
