def f(n):
    raise ValueError(n)
def main():
    errors = []
    for i in range(2):
        try:
            f(i)
        except ValueError as e:
            errors.append(e)
    try:
        raise ExceptionGroup('several', errors + [ExceptionGroup('inner', [TypeError('t')])])
    except ExceptionGroup as e:
        e.add_note('a note')
        raise
main()
