import time

for name in "abc":
    print("asking", name)
    time.sleep(0.25)
print("that is all")
