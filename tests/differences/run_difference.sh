#!/bin/sh
# run_difference.sh AWAITSCOPE FILE.py: a known difference is still what its file says: the program prints NAME.out, and
# that is not what CPython 3.11 printed (NAME.cpython). One that has gone is to be moved to tests/programs.
# UPDATE=1 records both anew; not in CI.
set -u
awaitscope=$1
cd "$(dirname "$2")" || exit 2
name=$(basename "$2" .py)
work=$(mktemp) || exit 2
trap 'rm -f "$work"' EXIT
here=$(pwd -P)
"$awaitscope" run "$name.py" 2>&1 </dev/null | sed "s|$here/||g" >"$work"
if [ "${UPDATE:-}" = 1 ]; then
    [ -n "${CI:-}" ] && { echo "UPDATE=1 is refused in CI" >&2; exit 1; }
    library=$(python3 -c 'import os; print(os.path.dirname(os.__file__))')
    python3 "$name.py" 2>&1 </dev/null | sed "s|$here/||g; s|$library/|/usr/lib/python3.11/|g" |
        awk '/File "/ { library = /usr.lib.python/; print; next } !library || !/^( *[|])?    / { print }' >"$name.cpython"
    cp "$work" "$name.out"
fi
grep -q '^# Known difference: ' "$name.py" || { echo "$name.py does not say what differs"; exit 1; }
if cmp -s "$name.out" "$name.cpython"; then
    echo "there is no difference any more"
    exit 1
fi
diff -u "$name.out" "$work"
