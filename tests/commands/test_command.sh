#!/bin/sh
# test_command.sh AWAITSCOPE NAME ARGUMENT...: runs a command in this folder and compares what it says,
# on stdout and stderr, and its exit status with golden/NAME. UPDATE=1 writes that anew; not in CI.
set -u
awaitscope=$1
name=$2
shift 2
cd "$(dirname "$0")" || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
LC_ALL=C.UTF-8 "$awaitscope" "$@" >"$work/out" 2>"$work/err" </dev/null
status=$?
{
    cat "$work/out"
    sed "s|$(pwd -P)/||g" "$work/err" | sed 's/^/stderr: /'
    [ $status = 0 ] || echo "exit status: $status"
} >"$work/all"
if [ "${UPDATE:-}" = 1 ]; then
    [ -n "${CI:-}" ] && { echo "UPDATE=1 is refused in CI" >&2; exit 1; }
    cp "$work/all" "golden/$name"
fi
diff -u "golden/$name" "$work/all"
