print('x')
raise KeyError('a key')
