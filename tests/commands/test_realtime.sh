#!/bin/sh
# test_realtime.sh AWAITSCOPE: a program of 4 virtual seconds takes at least 400 ms at ten times the
# pace, and writes the same.
set -eu
cd "$(dirname "$0")"
plain=$("$1" run several.py; "$1" run shared.py 2>/dev/null)
before=$(date +%s%N)
paced=$("$1" run --realtime=10 several.py; "$1" run --realtime=100 shared.py 2>/dev/null)
after=$(date +%s%N)
[ "$plain" = "$paced" ]
[ $(((after - before) / 1000000)) -ge 400 ]
