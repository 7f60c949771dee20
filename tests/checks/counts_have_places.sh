#!/bin/sh
# counts_have_places.sh FOLDER: each `program:name` in FOLDER/COUNTS.md is an experiment of FOLDER/program.py and a
# line of what CPython printed. Prints where each stands.
set -u
cd "$1" || exit 2
failed=0
places=$(sed -n '/^|/p' COUNTS.md | grep -o '[a-z_][a-z_]*:[a-z_0-9][a-z_0-9]*')
[ -n "$places" ] || { echo "COUNTS.md names no place"; exit 1; }
for place in $places; do
    program=${place%%:*}
    name=${place#*:}
    line=$(grep -n -m 1 "$name" "$program.py" | cut -d: -f1)
    if [ -z "$line" ] || ! grep -q "$name" "$program.out"; then
        echo "$place: not found"
        failed=1
    else
        echo "$program.py:$line: $name"
    fi
done
# an experiment without a count would be one that nobody finds
for experiment in $(grep -h -A1 '^@experiment' counts_*.py turns_*.py | sed -n 's/.*def \([a-z_0-9]*\).*/\1/p'); do
    grep -q ":$experiment\b" COUNTS.md || { echo "$experiment: not in COUNTS.md"; failed=1; }
done
exit $failed
