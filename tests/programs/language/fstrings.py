x, n, s, pi = 42, -7, 'text', 3.14159265
print(f'{x}{n}{s}', f'{x:5}|{x:<5}|{x:^5}|{x:>5}|{x:05}|{x:+}|{x: }|{x:,}', f'{x:x} {x:#x} {x:X} {x:b} {x:#b} {x:o} {x:#o} {x:c} {x:e} {x:d}')
print(f'{pi:.2f} {pi:10.3f} {pi:<10.3f}| {pi:e} {pi:.3e} {pi:g} {pi:.3g} {pi:%} {pi:.1%} {pi:+.2f} {-pi: .2f} {1e10:,.2f} {12345678:_} {255:_x}')
print(f'{s:10}|{s:>10}|{s:^10}|{s:*^10}|{s:.2}|{s!r:>8}|{s!s}|{s!a}')
print(f'{x=} {x = } {s=} {s=!s} {pi=:.2f} {x+1=}')
w, p = 10, 3
print(f'{pi:{w}.{p}f}|{s:{"*"}^{w}}|{x!r:>{w}}')
print(f'{{}} {{{x}}} {"nested"} {f"{x}"} {[i for i in range(3)]} { {"a": 1}["a"] } {(lambda a: a)(5)}')
print(f'{1.0} {1e100} {1e-5} {0.1 + 0.2} {float("inf")} {float("nan")} {-0.0} {1e16} {123456789012345678} {True:5} {True} {None}')
print(f'{1234567.891:,} {1234567.891:,.1f} {0.000123:g} {1e20:g} {100000:g} {1000000:g} {1.5:g} {1.0:g} {1:g} {1.0:#g} {2:.3} ' if 0 else 'skip')
print(f'{1+2j} {1+2j:.1f} {(1,2)} {[1]!s:>5} {type(x).__name__}')
for spec in ('z', '10d', '.2', ',s'):
    for v in ('a', 1, 1.5, [1]):
        try: print(spec, format(v, spec))
        except (ValueError, TypeError) as e: print(spec, type(e).__name__, e)
print('%s %r %d %i %5d %-5d| %05d %+d %x %X %o %c %e %f %.2f %g %% %10s %-10s|' % ('s', 'r', 1, 2, 3, 4, 5, 6, 255, 255, 8, 'c', 1.5, 1.5, 1.555, 1e10, 'a', 'b'))
print('%(a)s %(b)05.1f' % {'a': 1, 'b': 2.25}, '%s' % (1,), '%s' % [1, 2], '%*d' % (5, 3), '%.*f' % (2, 1.239))
print('{} {} {0}'.format(1, 2) if 0 else '{0} {1} {0}'.format(1, 2), '{a} {b.real} {c[0]} {d[k]}'.format(a=1, b=2, c=[3], d={'k': 4}), '{:>{w}}'.format('x', w=4), '{!r:5}|'.format('a'))
for f in (lambda: '{} {}'.format(1), lambda: '{0} {}'.format(1, 2), lambda: '%d' % 'x', lambda: '%s %s' % 1, lambda: '%s' % (1, 2), lambda: '{a}'.format(), lambda: '%z' % 1, lambda: '{'.format(), lambda: '}'.format(), lambda: '%c' % 'ab'):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(f"""multi
{x
 + 1}
line""", 'a' 'b' f'{x}' 'c', rf'\d{x}\n', '\x41\u00e9\t|', b'\x00a', r'\n')
print(format(2 ** 70, ','), format(-1234, '010,'), format(3.0, ''), format(1e300 * 10, 'f'), f'{0.5:.0f} {1.5:.0f} {2.5:.0f}', round(2.675, 2), round(1234.5, -2), round(2.5), round(-1.5))
