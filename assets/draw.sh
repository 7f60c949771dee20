#!/bin/sh
# draw.sh AWAITSCOPE FOLDER: draws the pictures of the README into FOLDER.
set -eu
here=$(dirname "$0")
draw() { # NAME PROGRAM STEP SIZE KEYS
    "$1" frame --step "$4" --size "$5" --keys "$6" --format svg --output "$folder/$2.svg" "$here/../tests/samples/$3"
}
folder=$2
draw "$1" screen 04_gather.py 17 80x24 ""
draw "$1" wide 10_lock_and_queue.py 20 120x36 "w"
"$1" frame --compare "$here/../tests/samples/06_not_blocking.py" --time 9 --size 80x24 --format svg \
    --output "$folder/compare.svg" "$here/../tests/samples/05_blocking.py"
"$1" frame --lessons "$here/../tests/commands/lessons" --lesson longest-not-sum --keys "Enter 5 Enter" --size 100x28 \
    --format svg --output "$folder/lesson.svg"
