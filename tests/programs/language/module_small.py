# io, os, signal, textwrap, pprint, platform: what a simulated machine has of them.
import io
import os
import platform
import pprint
import signal
import sys
import textwrap
from dataclasses import dataclass, field

s = io.StringIO("one\ntwo\nthree")
print(s.readline(), list(s), s.read(), s.tell(), s.seek(0), s.read(3), s.write("!"), s.getvalue())
with io.StringIO() as out:
    print("a", 1, file=out)
    out.writelines(["x\n", "y"])
    print(repr(out.getvalue()))
try:
    out.read()
except ValueError as e:
    print(e)
try:
    io.StringIO().write(b"x")
except TypeError as e:
    print(e)
b = io.BytesIO(b"abc\ndef")
print(b.readline(), b.read(), b.getvalue(), b.seek(1), b.write(b"ZZ"), b.getvalue())
print(os.path.join("a", "b.txt"), os.path.splitext("x/y.tar.gz"), os.path.basename("/a/b"), os.path.dirname("/a/b"), os.sep, os.name,
      os.path.normpath("a/../b/./c"), os.getenv("NO_SUCH_VARIABLE", "default"), isinstance(os.getpid(), int), os.path.isabs("/x"))
print(signal.SIGINT, signal.Signals(15), signal.SIGTERM.name, repr(signal.SIGTERM), signal.signal(signal.SIGTERM, lambda *a: None),
      signal.getsignal(signal.SIGINT) is signal.default_int_handler)
text = "The quick brown fox jumps over the lazy dog, which is well-known and extraordinarilylongword here."
for width in (10, 20, 40):
    print(textwrap.fill(text, width))
print(textwrap.shorten(text, 30), textwrap.shorten(text, 40, placeholder="..."), textwrap.wrap(text, 30, initial_indent="* ", subsequent_indent="  "))
print(textwrap.dedent("""
    a
      b

    c
    """), textwrap.indent("x\n\ny", "> "))


@dataclass
class Point:
    x: int
    names: list = field(default_factory=list)


data = {"name": "something long enough", "values": list(range(30)), "nested": {"a": ("tuple", "of", "strings" * 5), "b": {3, 1, 2}}, "e": [], "f": ()}
pprint.pprint(data)
pprint.pprint(data, width=40, compact=True)
pprint.pprint({"z": 1, "a": 2}, sort_dicts=False)
pprint.pp([{"id": i, "text": "word " * 6} for i in range(3)])
print(pprint.pformat(["x" * 30, "y" * 30, "z" * 30]), pprint.pformat({1: {2: {3: {4: 5}}}}, depth=2))
pprint.pprint("a long string with many words that does not fit on one line of the width that is the default one, surely")
pprint.pprint([Point(1, ["abcdefghijklmnopqrst"] * 4), Point(2)])
print(platform.system(), platform.python_implementation())
