# input() and sys.stdin.
import asyncio
import io
import sys

name = input("Name? ")
print(repr(name))
print(repr(input()), repr(input()))
print(repr(sys.stdin.readline()), repr(sys.stdin.read(4)), repr(sys.stdin.readline(3)), repr(sys.stdin.readline()))
for line in sys.stdin:
    print("line", repr(line))
    if line.startswith("stop"):
        break


async def ask():
    await asyncio.sleep(0)
    return int(input("a number: ")) + 1

print(asyncio.run(ask()))
kept = sys.stdin
sys.stdin = io.StringIO("from a text\nsecond")
print(input("? "), input(), end="|\n")
try:
    input("")
except EOFError as e:
    print(repr(e))
sys.stdin = kept
print(sys.stdin.readlines())
print(repr(sys.stdin.read()), repr(sys.stdin.readline()))
print(sys.stdin.name, sys.stdin.readable(), sys.stdin.writable(), sys.stdin.isatty(), sys.stdin.fileno())
try:
    input("more? ")
except EOFError as e:
    print(repr(e))
input("uncaught ")
