class Thing:
    def __init__(self):
        self.colour = 1
t = Thing()
print(t.colour)
t.color
