#!/usr/bin/env python3
"""Compares the parser with CPython's: the same tree, or the same error, for each file.

usage: compare_ast.py FRONT_DUMP [--errors] PATH...     (a file, or a folder searched for .py)

A tree is compared as text, positions included. Of an error its class, message and place are
compared with --errors; without, it is enough that both refuse the file. Exit status 1 when a file
differs. Run it under the Python version that is imitated (3.11).
"""

import ast
import os
import subprocess
import sys
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)
BATCH = 40


def files_of(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                if name.endswith(".py"):
                    yield os.path.join(folder, name)


def decoded_error(source, path):
    """The error for source as text: for bytes CPython counts columns in bytes."""
    try:
        ast.parse(source.decode("utf-8-sig"), path)
    except (SyntaxError, ValueError, MemoryError) as error:
        return error if isinstance(error, SyntaxError) else None
    return None


def expected(path):
    with open(path, "rb") as file:
        source = file.read()
    try:
        return "tree", ast.dump(ast.parse(source, path), include_attributes=True)
    except SyntaxError as error:
        error = decoded_error(source, path) or error
        name = type(error).__name__
        place = f"{error.lineno} {error.offset} {error.end_lineno} {error.end_offset}"
        return "error", f"{name} {place} {error.msg}"
    except ValueError as error:
        return "error", f"ValueError {error}"
    except (MemoryError, RecursionError):
        return "error", "nested too deeply"


def outputs(front_dump, paths):
    result = subprocess.run([front_dump, "ast", *paths], stdout=subprocess.PIPE)
    parts = result.stdout.decode("utf-8", "surrogatepass").split("\n\f\n")[:-1]
    if len(parts) < len(paths):
        print(f"{paths[len(parts)]}: stopped with status {result.returncode}")
        sys.exit(1)
    return parts


def first_difference(a, b):
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return a[max(at - 200, 0):at + 120], b[max(at - 200, 0):at + 120]


def main(arguments):
    with_errors = "--errors" in arguments
    front_dump, *paths = [a for a in arguments if a != "--errors"]
    paths = list(files_of(paths))
    counts = {"tree": 0, "error": 0}
    wrong = 0
    for start in range(0, len(paths), BATCH):
        batch = paths[start:start + BATCH]
        for path, got in zip(batch, outputs(front_dump, batch)):
            kind, want = expected(path)
            counts[kind] += 1
            got_kind = "tree" if got.startswith("Module(") else "error"
            compared = kind == "tree" or with_errors
            if kind != got_kind or (compared and got != want):
                wrong += 1
                if kind == got_kind == "tree":
                    want, got = first_difference(want, got)
                print(f"{path}:\n  want {want[:400]}\n  got  {got[:400]}")
    print(f"{counts['tree']} trees and {counts['error']} errors compared, {wrong} differ")
    return wrong > 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
