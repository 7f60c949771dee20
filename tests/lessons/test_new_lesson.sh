#!/bin/sh
# test_new_lesson.sh AWAITSCOPE: the skeleton of a lesson is refused where something is still to be written, and
# passes once it is; nothing that is there is overwritten.
set -u
awaitscope=$1
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $1"; cat "$work/out" "$work/lesson" 2>/dev/null; exit 1; }

"$awaitscope" new-lesson "$work/mine/03_Two_cups" >"$work/out" 2>&1 && fail "a folder without its parent"
mkdir "$work/mine"
"$awaitscope" new-lesson "$work/mine/03_Two_cups" >"$work/out" 2>&1 || fail "no skeleton"
lesson=$work/mine/03_Two_cups/lesson.md
grep -q '^id: two-cups$' "$lesson" || fail "its id"
"$awaitscope" check-lessons --worlds "$work/mine" >"$work/out" 2>&1 && fail "passes with nothing written"
for line in $(grep -n "FILL IN" "$lesson" | cut -d: -f1); do
    grep -q "lesson.md:$line:\|lesson.md:$((line - 1)):\|lesson.md:1:" "$work/out" || fail "line $line is not named"
done
[ "$(grep -c "still to be written" "$work/out")" = "$(grep -c "FILL IN" "$lesson")" ] || fail "not each is named"
sed -i 's/FILL IN //' "$lesson"
"$awaitscope" check-lessons --worlds "$work/mine" >"$work/out" 2>&1 || fail "does not pass once it is written"
echo "my own words" >"$lesson"
"$awaitscope" new-lesson "$work/mine/03_Two_cups" >"$work/out" 2>&1 && fail "writes over a lesson"
grep -q "my own words" "$lesson" || fail "a lesson is lost"
