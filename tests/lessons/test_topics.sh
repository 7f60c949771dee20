#!/bin/sh
# Usage: test_topics.sh LESSONS: the tables in README.md, of topics and of misconceptions, say what the headers' `seeds:`
# and `misconceptions:` say, both ways.
set -eu
folder=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# topic <tab> id, from the headers; a value goes on in indented lines
for lesson in "$folder"/*/lesson.md; do
    awk '
        /^---$/ { if (++rules == 2) exit }
        /^id: / { id = $2 }
        /^[a-z]+:/ { in_topics = /^seeds:/; if (in_topics) sub(/^seeds: */, "") }
        in_topics { gsub(/^ +| +$/, ""); topics = topics (topics == "" ? "" : " ") $0 }
        END { n = split(topics, topic, /; */); for (i = 1; i <= n; i++) print topic[i] "\t" id }
    ' "$lesson"
done | sort > "$work/headers"

awk -F ' *\\| *' '
    /^## / { in_table = /^## What is taught where/ }
    in_table && NF == 4 && $2 != "topic" && $2 !~ /^-/ {
        n = split($3, id, / +/)
        for (i = 1; i <= n; i++) { gsub(/`/, "", id[i]); print $2 "\t" id[i] }
    }
' "$folder/README.md" | sort > "$work/table"

test -s "$work/table"
diff "$work/headers" "$work/table"

# misconception <tab> id, and each misconception with its words
misconceptions=$(dirname "$0")/../../src/lesson/misconception.def
awk '/^---$/ { rules = FNR == 1 ? 1 : rules + 1 } rules == 1 && /^id: / { id = $2 }
    rules == 1 && /^misconceptions: / { for (i = 2; i <= NF; i++) print $i "\t" id }' "$folder"/*/lesson.md | sort > "$work/headers"
awk -F ' *\\| *' '/^## / { in_table = /^## Misconceptions/ }
    in_table && $2 ~ /^M/ { n = split($4, id, / +/)
        for (i = 1; i <= n; i++) if (gsub(/`/, "", id[i])) print $2 "\t" id[i] }' "$folder/README.md" | sort > "$work/table"
test -s "$work/table"
diff "$work/headers" "$work/table"
sed -n 's/^MISCONCEPTION("\(M[0-9]*\)", *"\(.*\)")$/\1 \2/p' "$misconceptions" > "$work/defined"
awk -F ' *\\| *' '/^## / { in_table = /^## Misconceptions/ } in_table && $2 ~ /^M/ { print $2 " " $3 }' \
    "$folder/README.md" > "$work/listed"
test -s "$work/defined"
diff "$work/defined" "$work/listed"
