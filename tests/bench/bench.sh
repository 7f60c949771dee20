#!/bin/sh
# bench.sh AWAITSCOPE RECORDER [RUNS]: the figures by which the engine is judged, against the installed
# python3 where there is one. Runs alternate; ratios are those of the medians of user + system time:
# of a run that keeps no trace, and of one that records it.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
awaitscope=$1
recorder=$2
runs=${3-5}
python=$(command -v /usr/bin/python3 || command -v python3 || true)

# seconds of CPU that a command takes
cpu() {
    { TIMEFORMAT='%U %S'; bash -c 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1' - "$@"; } 2>&1 | awk '{print $1 + $2}'
}

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

ratio() { echo "${1:-0} $2" | awk '{if ($1 && $2) printf "%.2f", $1 / $2; else print "-"}'; }

printf '%-20s %10s %10s %8s %10s %8s\n' program python3 awaitscope ratio recording ratio
for program in "$here"/programs/plain_*.py "$here"/programs/async_*.py; do
    ours='' theirs='' recorded=''
    i=0
    while [ $i -lt "$runs" ]; do
        [ -z "$python" ] || theirs="$theirs $(cpu "$python" "$program")"
        ours="$ours $(cpu "$awaitscope" run "$program")"
        recorded="$recorded $(cpu "$recorder" "$program")"
        i=$((i + 1))
    done
    a=$(printf '%s\n' $ours | median)
    b=$(printf '%s\n' $theirs | median)
    c=$(printf '%s\n' $recorded | median)
    printf '%-20s %10s %10s %8s %10s %8s\n' "$(basename "$program" .py)" "${b:--}" \
        "$a" "$(ratio "$b" "$a")" "$c" "$(ratio "$b" "$c")"
done

# memory per parked task, from the difference of two runs
peak() { /usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -n 1; }
if [ -x /usr/bin/time ]; then
    few=$(peak "$awaitscope" run "$here/programs/parked.py" 1000)
    many=$(peak "$awaitscope" run "$here/programs/parked.py" 51000)
    echo "bytes per parked task: $(((many - few) * 1024 / 50000))"
fi
