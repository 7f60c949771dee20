def check(v):
    assert v > 0, f'bad {v}'
check(1)
check(-1)
