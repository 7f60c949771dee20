def walk(name, steps):
    for i in range(steps):
        print(name, i)
        yield


line = [walk("ann", 3), walk("bob", 2)]
while line:
    walker = line.pop(0)
    try:
        for _ in range(2):
            next(walker)
    except StopIteration:
        continue
    line.append(walker)
