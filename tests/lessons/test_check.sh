#!/bin/sh
# test_check.sh AWAITSCOPE: check tests a file, or the learner's own program; what is solved is noted; --json is JSON
# whatever the program writes; progress shows it, and forgets it.
set -u
awaitscope=$1
cd "$(dirname "$0")/../commands" || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 XDG_STATE_HOME="$work/state" XDG_DATA_HOME="$work/data" AWAITSCOPE_LESSONS=lessons
fail() { echo "FAILED: $1"; cat "$work/out"; exit 1; }
cat >"$work/json.py" <<'PYTHON'
import json

lines = []
while True:
    try:
        lines.append(input())
    except EOFError:
        break
json.loads("\n".join(lines))
PYTHON
is_json() { "$awaitscope" run --stdin "$work/out" "$work/json.py"; }
solution=lessons/1_breakfast/together.py start=lessons/1_breakfast/one_by_one.py
own=$XDG_DATA_HOME/awaitscope/longest-not-sum

"$awaitscope" check longest-not-sum >"$work/out"; [ $? = 1 ] || fail "a task alone"
grep -q "total == 4" "$work/out" || fail "the task without its checks"
"$awaitscope" check longest-not-sum --json >"$work/out"; [ $? = 1 ] || fail "a task as JSON"
is_json || fail "the task is no JSON"
echo '{"a": }' >"$work/out"; is_json 2>/dev/null && fail "anything is JSON"
"$awaitscope" check longest-not-sum $start --json >"$work/out"; [ $? = 1 ] || fail "what one begins with"
grep -q '"solved": false' "$work/out" || fail "solved too early"
printf 'print("\\udcff\\x1b[2J\\0", "\\U0001f600")\nraise ValueError("\\ud800")\n' >"$work/odd.py"
"$awaitscope" check longest-not-sum "$work/odd.py" --json >"$work/out"; [ $? = 1 ] || fail "an odd program"
is_json || fail "no JSON of an odd program"
"$awaitscope" check longest-not-sum $solution --json >"$work/out" || fail "the solution as JSON"
"$awaitscope" progress | grep -q "1 of 1 exercises" && fail "noted with --json"
mkdir -p "$own"
cp $start "$own/exercise_1.py"
"$awaitscope" check longest-not-sum >"$work/out" 2>&1; [ $? = 1 ] || fail "the learner's own program"
grep -q "not yet" "$work/out" || fail "the learner's own program is not tested"
cp $solution "$own/exercise_1.py"
"$awaitscope" check longest-not-sum >"$work/out" || fail "the learner's own solution"
"$awaitscope" progress longest-not-sum | grep -q "1 of 1 exercises" || fail "not noted"
"$awaitscope" progress --json >"$work/out" || fail "progress as JSON"
is_json || fail "progress is no JSON"
"$awaitscope" check longest-not-sum/2 2>"$work/out"; [ $? = 2 ] || fail "an exercise that is none"
"$awaitscope" progress --reset nowhere 2>"$work/out"; [ $? = 2 ] || fail "a lesson that is none"
"$awaitscope" progress --reset longest-not-sum >"$work/out" || fail "reset"
"$awaitscope" progress | grep -q "0 of 3 lessons solved" || fail "not forgotten"
[ -e "$own.old/exercise_1.py" ] || fail "the program is lost"
"$awaitscope" check longest-not-sum $solution >"$work/out" || fail "solved again"
"$awaitscope" progress --reset all >"$work/out" || fail "reset of all"
"$awaitscope" progress | grep -q "1 of 1 exercises" && fail "not all is forgotten"
exit 0
