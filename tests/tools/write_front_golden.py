#!/usr/bin/env python3
"""Writes what CPython 3.11 says about the files of tests/golden/front.

For each NAME.py the tree goes to NAME.ast; for scopes.py the symbol tables go to scopes.symtable.
In errors.txt each piece of source follows a line "### " with the error, which is written anew.
"""

import ast
import os
import symtable
import sys
import warnings

from compare_symtable import describe

warnings.simplefilter("ignore")
FOLDER = os.path.join(os.path.dirname(__file__), "..", "golden", "front")


def write(name, text):
    with open(os.path.join(FOLDER, name), "w", encoding="utf-8", errors="surrogatepass") as file:
        file.write(text)


def read(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()


def error_of(source):
    try:
        compile(source, "errors", "exec", dont_inherit=True)
    except SyntaxError as error:
        place = f"{error.lineno} {error.offset} {error.end_lineno} {error.end_offset or 0}"
        return f"{type(error).__name__} {place} {error.msg}"
    return "none"


def main():
    if sys.version_info[:2] != (3, 11):
        sys.exit("needs Python 3.11")
    for name in sorted(os.listdir(FOLDER)):
        if name.endswith(".py"):
            tree = ast.parse(read(name))
            write(name[:-3] + ".ast", ast.dump(tree, include_attributes=True, indent=1) + "\n")
    lines = []
    describe(symtable.symtable(read("scopes.py"), "scopes.py", "exec"), lines)
    write("scopes.symtable", "\n".join(lines) + "\n")
    pieces = ("\n" + read("errors.txt")).split("\n### ")[1:]
    sources = [piece.split("\n", 1)[1] for piece in pieces]
    write("errors.txt", "\n".join(f"### {error_of(s + chr(10))}\n{s}" for s in sources))


if __name__ == "__main__":
    main()
