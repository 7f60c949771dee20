#!/bin/sh
# run_level.sh AWAITSCOPE FILE.py: runs python_3NN.py at its level and compares stdout and stderr with NAME.out, which
# follows the documentation of that level: there is no CPython of it here to record from. UPDATE=1 writes it anew, for
# somebody to read; not in CI.
set -u
awaitscope=$1
cd "$(dirname "$2")" || exit 2
name=$(basename "$2" .py)
level=3.${name#python_3}
work=$(mktemp) || exit 2
trap 'rm -f "$work"' EXIT
"$awaitscope" run --python "$level" "$name.py" 2>&1 </dev/null | sed "s|$(pwd -P)/||g" >"$work"
if [ "${UPDATE:-}" = 1 ]; then
    [ -n "${CI:-}" ] && { echo "UPDATE=1 is refused in CI" >&2; exit 1; }
    cp "$work" "$name.out"
fi
diff -u "$name.out" "$work"
