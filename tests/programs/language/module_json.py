# The module json.
import json

data = {"a": [1, 2.5, -3e10, True, None, "é\"\\\n\t\u2028😀"], "b": {}, "c": [], 1: {"x": (1, 2)}, None: 0, 2.5: 1, True: 2}
print(json.dumps(data))
print(json.dumps(data, indent=2, ensure_ascii=False))
print(json.dumps({"b": 1, "a": [{}]}, sort_keys=True, separators=(",", ":")), json.dumps([], indent=4), json.dumps([[1], {"a": 1}], indent="\t"))
print(json.loads(json.dumps(data)) == {str(k) if not isinstance(k, (bool, type(None))) else {None: "null", True: "true"}[k]: v
                                       for k, v in data.items()})
print(json.loads(' {"x": [1, -0.5, 1E3, "\\u00e9\\ud83d\\ude00\\n"], "y": null, "z": {"t": true, "f": false}} '))
print(json.loads("[NaN, Infinity, -Infinity]"), json.dumps([float("nan"), float("inf")]), json.loads(b'"bytes"'), json.loads("12"), json.loads("0"))
for bad in ("", "{", "[1,]", '{"a" 1}', '{"a": 1,}', "nul", '"abc', '"\\x"', "[1 2]", "1 2", '{a: 1}', '"\n"', "-", '"\\u12"', "\n\n  x"):
    try:
        print(json.loads(bad))
    except json.JSONDecodeError as e:
        print(e, e.pos, e.lineno, e.colno)
for bad in (object(), {1, 2}, {(1, 2): 3}, b"x", [complex(1)]):
    try:
        print(json.dumps(bad))
    except TypeError as e:
        print(e)
loop = []
loop.append(loop)
try:
    json.dumps(loop)
except ValueError as e:
    print(e)


class Point:
    def __init__(self, x):
        self.x = x


class Encoder(json.JSONEncoder):
    def default(self, o):
        return {"x": o.x} if isinstance(o, Point) else super().default(o)


print(json.dumps([Point(1)], cls=Encoder), json.dumps(Point(2), default=lambda o: o.__dict__), json.dumps({1j: 2}, skipkeys=True))
print(json.loads('{"x": 1, "y": {"x": 2}}', object_hook=lambda d: tuple(d.items())), json.loads('{"a": 1, "a": 2}', object_pairs_hook=list),
      json.loads("[1.5, 2]", parse_float=str, parse_int=float))
