#!/bin/sh
# run_program.sh AWAITSCOPE FILE.py: runs the program in its folder and compares stdout, stderr and
# the exit status with what CPython gave (NAME.out, NAME.err, NAME.status); NAME.in is what it reads. UPDATE=1 has record.py
# write those anew; not in CI.
set -u
awaitscope=$1
folder=$(dirname "$2")
name=$(basename "$2" .py)
cd "$folder" || exit 2
if [ "${UPDATE:-}" = 1 ]; then
    [ -n "${CI:-}" ] && { echo "UPDATE=1 is refused in CI" >&2; exit 1; }
    python3 ../../tools/record.py "$name.py" || exit 1
fi
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
in=$name.in
[ -f "$in" ] || in=/dev/null
"$awaitscope" run "$name.py" >"$work/out" 2>"$work/err" <"$in"
status=$?
wanted=0
[ -f "$name.status" ] && wanted=$(cat "$name.status")
sed -i "s|$(pwd)/||g" "$work/err" # tracebacks name the whole path
err=$name.err
[ -f "$err" ] || err=/dev/null
failed=0
# files are named without this folder in what was recorded: another clone lies elsewhere
here=$(pwd -P)
for stream in out err; do
    sed "s|$here/||g" "$work/$stream" >"$work/$stream.plain"
done
diff -u "$name.out" "$work/out.plain" || failed=1
diff -u "$err" "$work/err.plain" || failed=1
if [ "$status" != "$wanted" ]; then
    echo "exit status $status, expected $wanted"
    failed=1
fi
exit $failed
