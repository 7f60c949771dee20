#!/bin/sh
# test_sheets.sh AWAITSCOPE: the sheets of sheets.txt are as in golden/; UPDATE=1 writes them anew. What else `quiz` does:
# exit statuses, --count, --seed.
set -eu
awaitscope=$1
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
fail() { echo "$*" >&2; exit 1; }
grep -v '^#' "$here/sheets.txt" | while read -r program; do
    name=$(basename "$program" .py)
    "$awaitscope" quiz --print "$program" >"$work/$name"
    [ "${UPDATE:-}" != 1 ] || cp "$work/$name" "$here/golden/$name"
    diff "$here/golden/$name" "$work/$name" || fail "the sheet of $program is another"
done
[ "$("$awaitscope" quiz tests/quiz/deadlock.py --count 2 | grep -c '^ [0-9]\. [a-d])')" = 2 ] || fail "--count 2 is not two"
"$awaitscope" quiz tests/quiz/tea.py --seed 0 >"$work/one"
"$awaitscope" quiz tests/quiz/tea.py --seed 1 >"$work/other"
cmp -s "$work/one" "$work/other" && fail "another seed is another order"
"$awaitscope" quiz - <tests/quiz/tea.py | grep -q '^Questions about <stdin>' || fail "standard input"
status() { "$awaitscope" "$@" >"$work/out" 2>"$work/err" && echo 0 || echo $?; }
printf 'print(\n' >"$work/broken.py"
printf 'import socket\nprint(1)\n' >"$work/refused.py"
printf 'x = 1\n' >"$work/silent.py"
printf 'import sys\nsys.exit(7)\n' >"$work/seven.py"
[ "$(status quiz "$work/broken.py")" = 1 ] && grep -q SyntaxError "$work/err" || fail "a program that is not valid"
[ "$(status quiz "$work/refused.py")" = 3 ] && grep -q socket "$work/err" || fail "a program that is not covered"
[ "$(status quiz "$work/silent.py")" = 1 ] && grep -q 'nothing to ask' "$work/err" || fail "a program that does nothing"
printf 'print("hi")\n' >"$work/plain.py"
[ "$(status quiz "$work/plain.py")" = 1 ] && grep -q 'no question has a wrong answer' "$work/err" || fail "nothing to ask"
printf 'async def hello(): print("hello")\nc = hello()\nprint(type(c).__name__)\n' >"$work/hello.py"
[ "$(status quiz "$work/hello.py")" = 0 ] && grep -q 'Is "hello" printed' "$work/out" || fail "a text that is not printed"
grep -q 'b) M1, calling an async function runs it' "$work/out" || fail "the belief of who waits for it"
printf 'print("one")\nif not print:\n    print("two")\n' >"$work/branch.py"
[ "$(status quiz "$work/branch.py")" = 0 ] && grep -q 'The program never comes to line 3' "$work/out" || fail "a branch"
printf 'import sys\nsys.stdout = sys.stderr\nprint("two")\n' >"$work/elsewhere.py"
[ "$(status quiz "$work/elsewhere.py")" = 1 ] || fail "a text that is printed elsewhere"
printf 'import asyncio\nasync def main():\n    while True:\n        await asyncio.sleep(1)\nasyncio.run(main())\n' >"$work/ever.py"
[ "$(status quiz "$work/ever.py")" = 4 ] || fail "a program without an end"
grep -q 'stopped after 1000000 events: the program still runs, main is at line 4$' "$work/err" || fail "where it goes on"
[ "$(status quiz "$work/seven.py")" = 7 ] || fail "an exit status"
[ "$(status quiz "$work/none.py")" = 2 ] || fail "no such file"
[ "$(status quiz tests/quiz/deadlock.py more)" = 2 ] || fail "arguments"
[ "$(status quiz tests/quiz/deadlock.py --count 0)" = 2 ] || fail "--count 0"
