def numbers(n):
    for i in range(n):
        yield i


def odd(items):
    for item in items:
        if item % 2:
            yield item


print(sum(odd(numbers(1500000))))
