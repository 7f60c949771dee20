#!/bin/sh
# test_progress.sh AWAITSCOPE: what is answered and solved is kept; a damaged file is set aside, a full disk, a kill
# and a second awaitscope lose nothing that was kept; what is reset is forgotten, and programs stay as *.old.
set -u
awaitscope=$1
cd "$(dirname "$0")/../commands" || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 XDG_STATE_HOME="$work/state" XDG_DATA_HOME="$work/data"
progress=$XDG_STATE_HOME/awaitscope/progress.json
right="Enter 3 Enter Right 3 1 2 Enter Right Enter"
play() { "$awaitscope" frame --lessons lessons --progress --lesson "$1" --keys "$2" 2>"$work/said"; }
fail() { echo "FAILED: $1"; cat "$progress" "$work/said" 2>/dev/null; exit 1; }
begin='{"format": "awaitscope progress", "version": 1, "seed": 0, "lessons": {}}' # options stand as `right` has them
known='{"format": "awaitscope progress", "version": 1, "seed": 0, "lessons": {"another": {"page": 2}}}'

play list "" | grep -q "0 of 3 solved" || fail "something is solved at first"
mkdir -p "$XDG_STATE_HOME/awaitscope"
echo "$begin" >"$progress"
play longest-not-sum "$right" >/dev/null
play list "" | grep -q "0 of 3 solved" || fail "solved without the exercise"
play list "" | grep -q "▶ .*The longest, not the sum.* page 4" || fail "the place is not kept"
play list "Enter" | grep -q "page 4 of 4" || fail "it does not go on where it was left"
mkdir -p "$XDG_DATA_HOME/awaitscope/longest-not-sum"
cp lessons/1_breakfast/together.py "$XDG_DATA_HOME/awaitscope/longest-not-sum/exercise_1.py"
play longest-not-sum "$right" | grep -q "Solved: The longest, not the sum" || fail "not solved"
play list "" | grep -q "1 of 3 solved" || fail "not kept"
grep -q '"outcome": "right"' "$progress" || fail "the answer is not kept"
play longest-not-sum "Enter 5 Enter" >/dev/null
grep -q '"belief": "M8"' "$progress" || fail "the belief behind a wrong answer is not kept"
play longest-not-sum "Enter Enter Enter" >/dev/null
grep -q '"said": "5"' "$progress" || fail "a skip has taken the place of an answer"

# forgotten once it is said twice; the program stays under another name
play list "Home X Down" >/dev/null
play list "" | grep -q "1 of 3 solved" || fail "reset without a second X"
play list "/ l o n g e s t Enter X X" | grep -q "begins anew" || fail "nothing is said of the reset"
play list "" | grep -q "0 of 3 solved" || fail "not reset"
[ -e "$XDG_DATA_HOME/awaitscope/longest-not-sum.old/exercise_1.py" ] || fail "the learner's program is lost"
mkdir -p "$XDG_DATA_HOME/awaitscope/longest-not-sum"
cp lessons/1_breakfast/together.py "$XDG_DATA_HOME/awaitscope/longest-not-sum/exercise_1.py"

# no room for the new file: the old one stays, and the learner is told
echo "$known" >"$progress"
(trap "" XFSZ; ulimit -f 0; "$awaitscope" frame --lessons lessons --progress --lesson longest-not-sum --keys "Enter 3 Enter") | cat >"$work/frame"
echo "$known" | cmp - "$progress" || fail "a full disk has lost something"
grep -q "cannot be kept" "$work/frame" || fail "a full disk is not told"
[ ! -e "$progress.new" ] || fail "a file is left over"

# killed at many moments: whatever is there is whole, and nothing that was known is lost
for hundredths in 0 1 2 3 4 5 6 7 8 9; do
    echo "$known" >"$progress"
    timeout -s KILL "0.0${hundredths}5" "$awaitscope" frame --lessons lessons --progress --lesson longest-not-sum \
        --keys "$right" >/dev/null 2>&1
    play list "" >/dev/null
    [ ! -e "$progress.damaged" ] && grep -q '"another"' "$progress" || fail "killed after 0.0${hundredths}5 s"
done

# several at once: each answer is there in the end
echo "$begin" >"$progress"
for key in a b c d e f; do
    mkdir -p "$work/$key"
    cp -R lessons/1_breakfast "$work/$key/1_$key"
    sed -i "s/^id: .*/id: lesson-$key/; /^requires/d" "$work/$key/1_$key/lesson.md"
    "$awaitscope" frame --lessons "$work/$key" --progress --lesson "lesson-$key" --keys "$right" >/dev/null 2>&1 &
done
wait
for key in a b c d e f; do
    grep -q "\"lesson-$key\"" "$progress" || fail "one of several has lost lesson-$key"
done

# damaged: no end, another head, a place that is none
for damaged in '{"format": "awaitscope progress", "vers' 'something\n' '[]' '' \
    '{"format": "awaitscope progress", "version": 1, "seed": 0, "lessons": {"a": {"page": "two"}}}' \
    '{"format": "awaitscope progress", "version": 1, "seed": 0, "lessons": {"a": {"questions": {"1": {}}}}}'; do
    rm -f "$progress".damaged*
    printf "%s" "$damaged" >"$progress"
    play list "" | grep -q "0 of 3 solved" || fail "damaged is taken for solved"
    [ -e "$progress.damaged" ] && [ ! -e "$progress" ] || fail "not set aside: $damaged"
    grep -q "is damaged (.*) and is kept as" "$work/said" || fail "nothing is said of it"
    printf "%s" "$damaged" >"$progress"
    play list "" >/dev/null
    [ -e "$progress.damaged-2" ] || fail "a second damaged file takes the place of the first: $damaged"
done
