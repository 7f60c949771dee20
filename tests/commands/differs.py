# Looks at what differs from one interpreter to the other, so that verify has something to find.
print('the same')
print(id(object()) < 1_000_000)
print('the same again')
