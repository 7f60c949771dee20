# A synchronous program: the waits add up, and nobody else gets in
import time


def copy(name, seconds):
    print("copying", name)
    time.sleep(seconds)
    print(name, "copied")


print("backup begins")
copy("photos", 3)
copy("letters", 2)
print("backup is complete")
