def walk(name, steps):
    for i in range(steps):
        print(name, i)
        yield


# ann takes three steps, bob two

line = []
for walker in [walk("ann", 3), walk("bob", 2)]:
    line.append(walker)
print("start")
while line:
    walker = line.pop(0)
    if next(walker, "end") != "end":
        line.append(walker)
