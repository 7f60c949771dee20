import time

PRICES = {"baker": 4, "florist": 9, "cobbler": 30}
WAITS = {"baker": 1, "florist": 2, "cobbler": 5}


def ask(shop):
    time.sleep(WAITS[shop])
    print(shop, PRICES[shop])


for shop in sorted(WAITS, key=WAITS.get):
    ask(shop)
