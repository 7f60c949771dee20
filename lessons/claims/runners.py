import asyncio


async def run(name, lap):
    print(name, "off")
    await asyncio.sleep(lap)
    print(name, "home")


async def main():
    laps = {"gil": 5, "liv": 4, "ole": 4, "una": 6}
    race = [asyncio.create_task(run(name, lap)) for name, lap in laps.items()]
    print("ready")
    for runner in race:
        await runner


asyncio.run(main())
