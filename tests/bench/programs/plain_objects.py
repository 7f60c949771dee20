class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def plus(self, other):
        return Vector(self.x + other.x, self.y + other.y)


here, step = Vector(0, 0), Vector(1, 2)
for _ in range(400000):
    here = here.plus(step)
print(here.x, here.y)
