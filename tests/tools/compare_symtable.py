#!/usr/bin/env python3
"""Compares symbol tables with CPython's: scopes, symbols, and what each name means in each.

usage: compare_symtable.py FRONT_DUMP [--errors] PATH...  (a file, or a folder searched for .py)

Files that do not parse are left out. Of files that CPython refuses to compile it is enough that
both refuse them, unless --errors asks for the same message and place. Exit status 1 when a file
differs. Run it under the Python version that is imitated (3.11).
"""

import ast
import subprocess
import sys
import symtable
import warnings

from compare_ast import BATCH, files_of

warnings.simplefilter("ignore")
SCOPES = {1: "local", 2: "global", 3: "implicit", 4: "free", 5: "cell"}
FLAGS = [(4, "parameter"), (1, "declared_global"), (8, "nonlocal"), (16, "referenced"),
         (128, "imported"), (256, "annotated")]


def describe(table, lines):
    nested = " nested" if table.is_nested() else ""
    lines.append(f"{table.get_type()} {table.get_name()} {table.get_lineno()}{nested}")
    if table.get_type() == "function":
        lines.append(" ( " + "".join(f"{name} " for name in table._table.varnames) + ")")
    for name, flags in table._table.symbols.items():
        scope = SCOPES[flags >> 11 & 15]
        uses = "".join(" " + word for flag, word in FLAGS if flags & flag)
        lines.append(f"  {name} {scope}{uses}")
    for child in table.get_children():
        describe(child, lines)


def expected(path):
    """The text, or None for a file that is left out."""
    with open(path, "rb") as file:
        source = file.read()
    try:
        ast.parse(source, path)
    except (SyntaxError, ValueError):
        return None
    try:
        compile(source, path, "exec", dont_inherit=True)
        lines = []
        describe(symtable.symtable(source.decode("utf-8-sig"), path, "exec"), lines)
        return "\n".join(lines) + "\n"
    except UnicodeDecodeError:
        return None
    except SyntaxError as error:
        place = f"{error.lineno} {error.offset} {error.end_lineno or 0} {error.end_offset or 0}"
        return f"{type(error).__name__} {place} {error.msg}"


def outputs(front_dump, paths):
    result = subprocess.run([front_dump, "symtable", *paths], stdout=subprocess.PIPE)
    parts = result.stdout.decode("utf-8", "surrogatepass").split("\n\f\n")[:-1]
    if len(parts) < len(paths):
        print(f"{paths[len(parts)]}: stopped with status {result.returncode}")
        sys.exit(1)
    return parts


def sort_symbols(text):
    """Symbols of a scope in alphabetical order: names that only pass through are added late."""
    result, symbols = [], []
    for line in text.splitlines():
        if line.startswith("  "):
            symbols.append(line)
        else:
            result += sorted(symbols) + [line]
            symbols = []
    return result + sorted(symbols)


def differs(want, got, with_errors):
    if want.startswith("module "):
        want, got = sort_symbols(want), sort_symbols(got)
        return next(((a, b) for a, b in zip(want + [""], got + [""]) if a != b), None)
    if got.startswith("module ") or (with_errors and got != want):
        return want, got[:200]
    return None


def main(arguments):
    with_errors = "--errors" in arguments
    front_dump, *paths = [a for a in arguments if a != "--errors"]
    paths = list(files_of(paths))
    compared = wrong = 0
    for start in range(0, len(paths), BATCH):
        batch = paths[start:start + BATCH]
        for path, got in zip(batch, outputs(front_dump, batch)):
            want = expected(path)
            if want is None:
                continue
            compared += 1
            difference = differs(want, got, with_errors)
            if difference:
                wrong += 1
                print(f"{path}:\n  want {difference[0]}\n  got  {difference[1]}")
    print(f"{compared} files compared, {wrong} differ")
    return wrong > 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
