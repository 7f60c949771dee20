# Modules queue and time, without waiting.
import time, queue
t = time.gmtime(1700000000)
print(t, t.tm_year, t[3], tuple(t), time.strftime("%Y-%m-%d %H:%M:%S", t), time.mktime(t))
print(time.strptime("2024-02-29 13:05:09", "%Y-%m-%d %H:%M:%S"))
print(time.strptime("3 Mar 99 1:02 PM", "%d %b %y %I:%M %p"))
for bad in [("2023-02-30", "%Y-%m-%d"), ("x", "%Y"), ("2023 1", "%Y"), ("1", "%Q")]:
    try: print(time.strptime(*bad))
    except ValueError as e: print(e)
q = queue.Queue(2); q.put(1); q.put(2)
try: q.put(3, block=False)
except queue.Full as e: print(repr(e))
print(q.get(), q.get_nowait(), q.empty(), q.qsize())
try: q.get(timeout=1)
except queue.Empty as e: print(repr(e), type(e))
p = queue.PriorityQueue(); [p.put(x) for x in (3,1,2)]; print([p.get() for _ in range(3)])
