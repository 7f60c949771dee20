f''
f'plain'
f'{a}'
f'{a!r}{b!s:>10}{c!a}'
f'{x=}{ x = !s}{x=:>3}'
f'{{literal}} {a}}}'
f'{a:{width}.{precision}f}' 'tail'
'head' f"{a['k']}" f'{b}'
f'{(lambda x: x)(1)}{a if b else c}{[i for i in j]}'
f'{a != b}{a == b}{a >= b}{a < b}'
f'''{
    a
} and {b
 + c}
  {d}'''
rf'\d{a}\{b}'
f'\x41\{a}'
u'kind' f'{a}'
(f'{a}'
 f'{b:x}'
 f'é{c}')
f"{f'{x}'}{ {1: 2}[1] }"
