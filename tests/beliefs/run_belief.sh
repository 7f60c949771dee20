#!/bin/sh
# run_belief.sh AWAITSCOPE: each program here is named after a misconception; what it writes, and then what it writes in
# the world in which that is so, is in the file beside it. What happens there can be visited again.
set -eu
awaitscope=$1
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0
for program in M*.py; do
    number=${program%.py}
    {
        "$awaitscope" run "$program" 2>&1 || echo "exit status $?"
        echo "--- believed"
        "$awaitscope" run --believe "$number" "$program" 2>&1 || echo "exit status $?"
    } >"$work/out"
    [ -z "${UPDATE:-}" ] || cp "$work/out" "$number.out"
    cmp "$work/out" "$number.out" || { diff "$number.out" "$work/out" >&2; exit 1; }
    "$awaitscope" dump --stage trace --believe "$number" "$program" >"$work/trace"
    events=$(wc -l <"$work/trace")
    "$awaitscope" dump --stage world --step $((events / 2)) --believe "$number" "$program" >"$work/world"
    count=$((count + 1))
done
worlds=$("$awaitscope" run --help | sed -n '/^Worlds of --believe/,$p' | grep -c '^  M')
[ $count = "$worlds" ] || { echo "$count programs for $worlds worlds" >&2; exit 1; }
status=0
"$awaitscope" run --believe M13 M5.py 2>"$work/err" || status=$?
[ $status = 2 ] && grep -q "knows no world of 'M13'" "$work/err"
