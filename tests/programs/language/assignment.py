a, (b, *c), d = 1, (2, 3, 4), 5
print(a, b, c, d)
*a, b = 'xyz'; print(a, b)
[a, b] = {1: 2, 3: 4}; print(a, b)
a = b = c = []; a.append(1); print(b, c is a)
x = [1, 2, 3]; i = 0
i, x[i] = 1, 9; print(i, x)
class O: pass
o = O(); o.a, o.b = 1, 2; o.a += 10; print(o.a, o.b)
d = {}; d['k'] = d.get('k', 0) + 1; d['k'] += 5; d['l'] = [1]; d['l'] += [2]; print(d)
l = [1, 2, 3, 4, 5]; l[1:3] = ['a', 'b', 'c']; l[::2] = [0, 0, 0]; print(l); del l[1:3]; l *= 2; print(l)
l[0] += 5; l[-1] -= 1; print(l)
n = 5; n += 1; n -= 2; n *= 3; n /= 4; n //= 1; n **= 2; n %= 5; print(n)
n = 6; n <<= 2; n >>= 1; n |= 1; n &= 7; n ^= 2; print(n)
s = 'a'; s += 'b'; s *= 3; print(s)
t = (1,); t += (2,); print(t)
st = {1}; st |= {2}; st &= {2, 3}; st ^= {5}; st -= {5}; print(st)
dd = {1: 2}; dd |= {3: 4}; print(dd)
tt = ([],)
try: tt[0] += [1]
except TypeError as e: print(e, tt)
def order(n): print('eval', n); return n
z = {}
z[order('key')] = order('value')
print(order(1) + order(2) * order(3), order(1) if order(0) else order(2), order(1) < order(2) < order(0))
(q) = 1; print(q)
for i, (j, k) in enumerate([(1, 2), (3, 4)]): print(i, j, k)
for x[0] in range(3): pass
print(x)
