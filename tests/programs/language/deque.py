# collections.deque.
from collections import deque
import collections
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
d=deque([1,2,3])
t(lambda: d.remove(9)); t(lambda: d.index(9)); t(lambda: d['a']); t(lambda: d[9]); t(lambda: d[0:1]); t(lambda: d+[1]); t(lambda: d*'a'); t(lambda: deque(5)); t(lambda: deque([],-1)); t(lambda: deque([],'a')); t(lambda: deque([1,2,3],2)); t(lambda: d.insert(1,'x')); t(lambda: d); t(lambda: deque([1],1).insert(0,2)); t(lambda: d.rotate(1)); t(lambda: d); t(lambda: d==deque(d)); t(lambda: d<deque([9])); t(lambda: [d.append(1) for x in d]); t(lambda: d.__setitem__(9,1)); t(lambda: deque(maxlen=2)*3); t(lambda: deque([1,2],maxlen=3)*3); t(lambda: d.rotate('a')); t(lambda: type(iter(d))); t(lambda: type(reversed(d))); t(lambda:d.maxlen);  t(lambda: deque([1,2],3)+deque([4,5])); t(lambda: d.__delitem__(9)); t(lambda: deque(deque([1,2],3)));t(lambda: deque([1,2],3).copy()); t(lambda:d==[1]); t(lambda: d.extend(5)); t(lambda: deque([d]));
x=deque(); x.append(x); print(x)
d=deque(range(10),maxlen=5); d.extendleft('ab'); print(d, list(d), d[0], d[-1], len(d), bool(d), 'a' in d, d.count('b')); d.rotate(-2); print(d); del d[1]; print(d); d[0]='z'; print(d); d.reverse(); print(d, list(reversed(d)))
d=deque((i for i in range(5))); d+=[7,8]; d*=2; print(d); d.clear(); print(d, deque()==d)
class Q(deque):
    def hi(self): return len(self)
q=Q([1,2]); q.x=1; print(q, q.hi(), type(q.copy()), q.x)
for i in range(1000): q.append(i); 
for i in range(990): q.popleft()
print(q); t(lambda: deque().pop()); t(lambda: deque().popleft())
print(deque([1,2,3]).index(2), deque('abc').__len__(), isinstance(q, deque), collections.deque is deque, max(deque([1,5,2])), sorted(deque([3,1])), [*deque([1,2])], dict.fromkeys(deque('ab')))
g=deque[int]([1]); print(g)
