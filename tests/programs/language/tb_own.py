class MyError(Exception):
    def __str__(self):
        return 'custom text'
class Outer:
    class Inner(Exception):
        pass
try:
    raise MyError
except MyError:
    raise Outer.Inner('x', 2)
