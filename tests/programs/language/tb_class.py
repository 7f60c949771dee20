class Meta(type):
    def __call__(cls, *a):
        return super().__call__(*a)
class C(metaclass=Meta):
    def __init__(self, x):
        self.x = int(x)
    def __repr__(self):
        return 'C'
    @property
    def p(self):
        return self.x.nope
    def __add__(self, o):
        return o.value
c = C('5')
try:
    c.p
except AttributeError as e:
    print(e)
print(sorted([3, 1, 2], key=lambda v: -v))
c + 1
