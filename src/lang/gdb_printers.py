"""GDB printers for values and objects of a world.

    (gdb) source src/lang/gdb_printers.py
    (gdb) print some_value          # a Value shows as what it is: 42, 1.5, 'text', <list of 3>
    (gdb) aw-frames                 # the frames of the running world: function and line, innermost first
"""
import struct

import gdb

SPECIALS = {0: "absent", 0x04: "None", 0x0C: "False", 0x14: "True", 0x1C: "Ellipsis", 0x24: "NotImplemented"}


def inline_float(word):
    if word == 0x8000000000000002:
        return 0.0
    bits = ((2 - (word >> 63)) | (word & ~3)) & 0xFFFFFFFFFFFFFFFF
    bits = (bits >> 3) | ((bits << 61) & 0xFFFFFFFFFFFFFFFF)
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def text_of(value):
    """The characters of a str given as a Value."""
    s = gdb.Value(int(value)).cast(gdb.lookup_type("Str").pointer()).dereference()
    return s["data"].cast(gdb.lookup_type("char").pointer()).string(length=int(s["bytes"]), errors="replace")


def describe(word):
    if word & 1:
        return str((word if word < 1 << 63 else word - (1 << 64)) >> 1)
    if word & 3 == 2:
        return repr(inline_float(word))
    if word & 7 or word == 0:
        return SPECIALS.get(word, "invalid word %#x" % word)
    obj = gdb.Value(word).cast(gdb.lookup_type("Obj").pointer())
    type_name = text_of(obj["type"]["name"])
    if type_name == "str":
        return repr(text_of(word))
    if type_name in ("list", "tuple"):
        full = obj.cast(gdb.lookup_type("List" if type_name == "list" else "Tuple").pointer())
        return "<%s of %d>" % (type_name, int(full["count"]))
    return "<%s at %#x, %d references>" % (type_name, word, int(obj["refs"]))


class ValuePrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return describe(int(self.value) & 0xFFFFFFFFFFFFFFFF)


def lookup(value):
    return ValuePrinter(value) if value.type.name == "Value" else None


class Frames(gdb.Command):
    """Show the frames of the world that a variable `vm` of the selected C frame points to."""

    def __init__(self):
        super().__init__("aw-frames", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        frame = gdb.parse_and_eval((argument or "vm") + "->frame")
        while int(frame):
            if int(frame["code"]):
                code = frame["code"].dereference()
                index = max(int(frame["pc"] - code["insns"]) - 1, 0)
                print("%s, line %d" % (text_of(code["qualname"]), int(code["spans"][index]["line"])))
            else:
                print("native %s, state %d" % (frame["native"]["name"].string(), int(frame["state"])))
            frame = frame["caller"]


gdb.pretty_printers.append(lookup)
Frames()
