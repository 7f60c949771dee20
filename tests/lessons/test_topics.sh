#!/bin/sh
# Usage: test_topics.sh LESSONS: the table of topics in README.md says what the headers' `seeds:` say, both ways.
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
