1 + 2 * 3 - 4 / 5 // 6 % 7 @ 8
-1 ** +2 ** ~3
a << b >> c & d | e ^ f
a < b <= c == d != e > f >= g is h is not i in j not in k
not a and b or c and not d
x if y else z if u else v
lambda: 0
lambda a, /, b=1, *c, d, e=2, **f: (a, b)
lambda *, k: k
(a := 1, b)
f(a, *b, c=1, **d)(x for x in y)(z := 2)
obj.attr[1][1:2][::3, ...][a:=1][*b][:, 1:]
[], [1], [*a, b], (), (1,), (1, 2), {}, {1}, {*a, 1}, {1: 2, **c, 3: 4,}
[x for x in y if z if w for u in v]
{x for x, in y}
{k: v for k, v in items}
(x for x in (y for y in z))
0, 00, 1_000, 0xFF_ff, 0o17, 0b1_0, 340282366920938463463374607431768211456
1.5, .5, 5., 1e10, 1E-5, 1_0.0_1e1_0, 1j, 1.5e3J, 1e400, 1e16, 1e-4, 0.1
"a" 'b' """c
d""" r'\n' u'x' "\x41\u00e9\U0001F600\101\
"
b'a' B"\xff\0" Rb'\x'
'\ud800', "it's", 'say "hi"', "\t\\\r\x7f\x00é\u200b"
None, True, False, Ellipsis, ...
é = ﬁ = 1
(a
   .b
   (c))
(  # comment
    yield_
)
