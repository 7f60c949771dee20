import random
import time

print(random.random(), random.randint(1, 100), time.time())
