import time


def boil(what, seconds):
    print(what, "on the fire")
    time.sleep(seconds)
    print(what, "boils")


boil("pasta", 6)
boil("sauce", 2)
print("dinner")
