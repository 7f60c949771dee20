#!/bin/sh
# test_progress.sh AWAITSCOPE: what is solved is kept; a damaged file is set aside, a full disk and a kill lose
# nothing that was kept.
set -u
awaitscope=$1
cd "$(dirname "$0")/../commands" || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 XDG_STATE_HOME="$work/state" XDG_DATA_HOME="$work/data"
progress=$XDG_STATE_HOME/awaitscope/progress
right="Enter 3 Enter Right 3 1 2 Enter Right Enter"
play() { "$awaitscope" frame --lessons lessons --lesson "$1" --keys "$2" 2>"$work/said"; }
fail() { echo "FAILED: $1"; cat "$progress" "$work/said" 2>/dev/null; exit 1; }

play list "" | grep -q "0 of 2 solved" || fail "something is solved at first"
play longest-not-sum "$right" >/dev/null
[ ! -e "$progress" ] || fail "solved without the exercise"
mkdir -p "$XDG_DATA_HOME/awaitscope/longest-not-sum"
cp lessons/1_breakfast/together.py "$XDG_DATA_HOME/awaitscope/longest-not-sum/exercise_1.py"
play longest-not-sum "$right" | grep -q "The longest, not the sum: solved" || fail "not solved"
play list "" | grep -q "1 of 2 solved" || fail "not kept"
[ "$(wc -l <"$progress")" = 2 ] || fail "the file has other lines"

# no room for the new file: the old one stays, and the learner is told
printf 'awaitscope progress 1\nanother\n' >"$progress"
(trap '' XFSZ; ulimit -f 0; "$awaitscope" frame --lessons lessons --lesson longest-not-sum --keys "$right" | cat >/dev/null)
printf 'awaitscope progress 1\nanother\n' | cmp - "$progress" || fail "a full disk has lost something"
[ ! -e "$progress.new" ] || fail "a file is left over"

# killed at many moments: the old or the new, never anything between
for hundredths in 0 1 2 3 4 5 6 7 8 9; do
    printf 'awaitscope progress 1\nanother\n' >"$progress"
    timeout -s KILL "0.0${hundredths}5" "$awaitscope" frame --lessons lessons --lesson longest-not-sum \
        --keys "$right" >/dev/null 2>&1
    [ "$(sed -n '1,2p' "$progress")" = "awaitscope progress 1
another" ] || fail "killed after 0.0${hundredths}5 s"
done

# damaged: no end, another head, bytes that are no ids
for damaged in 'awaitscope progress 1\nanoth' 'something\n' 'awaitscope progress 1\na\001b\n' ''; do
    rm -f "$progress.damaged"
    printf "$damaged" >"$progress"
    play list "" | grep -q "0 of 2 solved" || fail "damaged is taken for solved"
    [ -e "$progress.damaged" ] && [ ! -e "$progress" ] || fail "not set aside: $damaged"
    grep -q "is damaged and is kept as" "$work/said" || fail "nothing is said of it"
done
