#!/bin/sh
# no_writable_data.sh OBJDUMP ARCHIVE...: no object has data that can be written. Tables of
# pointers are constant too (.data.rel.ro), so sections are looked at, not nm's letters.
set -eu
objdump=$1
shift
"$objdump" -t "$@" | awk '
/file format/ { object = $1 }
$1 ~ /^[0-9a-f]+$/ {
    for (i = 2; i <= NF; i++) {
        if ($i ~ /^\.(data|bss|tdata|tbss)/ || $i == "*COM*") {
            if ($i !~ /^\.data\.rel\.ro/ && $0 ~ / O / || $i == "*COM*") {
                print object, $NF " is writable (" $i ")"
                bad = 1
            }
            break
        }
    }
}
END { exit bad }
'
