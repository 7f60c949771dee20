def f(): pass
result = f()
result.append(1)
