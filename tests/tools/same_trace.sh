#!/bin/sh
# same_trace.sh AWAITSCOPE AWAITSCOPE...: whether builds record the same trace of every program that
# comes with the project, with inline caches and without. Prints what differs.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
first=$1
count=0
for program in "$here"/lessons/*.py "$here"/tests/programs/*/*.py; do
    "$first" dump --stage trace --output "$work/first" "$program" 2>/dev/null || true
    for build in "$@"; do
        for caches in '' --no-caches; do
            "$build" dump --stage trace $caches --output "$work/other" "$program" 2>/dev/null || true
            if ! cmp -s "$work/first" "$work/other"; then
                echo "$program: $build $caches differs"
                "$first" diff "$work/first" "$work/other" || true
                exit 1
            fi
        done
    done
    count=$((count + 1))
done
echo "the same traces from $# builds, with and without caches: $count programs"
