value = 1
def outer():
    counter = 1
    return countr
try:
    valeu
except NameError as e:
    print(e)
try:
    'abc'.uper()
except AttributeError as e:
    print(e)
outer()
