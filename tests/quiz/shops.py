import time


def ask(shop, seconds):
    print("ask", shop)
    time.sleep(seconds)
    return seconds * 10


for shop, seconds in [("north", 1), ("east", 3), ("south", 2)]:
    price = ask(shop, seconds)
    print(shop, price)
