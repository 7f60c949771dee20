#!/bin/sh
# test_questions.sh AWAITSCOPE: the frames that readers are asked about are those that are kept. UPDATE=1 writes
# them anew: see README.md, a reader is due then.
set -eu
awaitscope=$1
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
work=$(mktemp)
trap 'rm -f "$work"' EXIT
while read -r name program step; do
    LC_ALL=C.UTF-8 "$awaitscope" frame "$program" --step "$step" --size 80x24 >"$work"
    if [ "${UPDATE:-}" = 1 ]; then
        [ -z "${CI:-}" ] || { echo "UPDATE=1 is refused in CI" >&2; exit 1; }
        cp "$work" "$here/$name"
    fi
    diff -u "$here/$name" "$work"
done <"$here/frames.txt"
