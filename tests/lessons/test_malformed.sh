#!/bin/sh
# test_malformed.sh AWAITSCOPE: each case of mistakes.txt makes one change to a lesson that is sound, and
# check-lessons must say just that, with file and line, and what to do.
# A case is three lines: a sed command for lesson.md (or for the file whose name stands before it, as
# "claims.md: "), what is said, and a blank line.
set -eu
awaitscope=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cases=0
while IFS= read -r change && IFS= read -r wanted; do
    IFS= read -r blank || blank=''  # the last one may end the file
    [ -z "$blank" ] || { echo "a case of mistakes.txt is not three lines: $blank" >&2; exit 1; }
    rm -rf "$work/lessons"
    mkdir -p "$work/lessons"
    cp -R "$here/sound" "$here/claims" "$here/claims.md" "$here/terms.md" "$work/lessons"
    file=sound/lesson.md
    case $change in claims.md:*|terms.md:*) file=${change%%: *}; change=${change#*: } ;; esac
    sed -i "$change" "$work/lessons/$file"
    status=0
    said=$(cd "$work" && LC_ALL=C.UTF-8 "$awaitscope" check-lessons lessons 2>&1 >/dev/null) || status=$?
    if [ $status != 1 ] || ! printf '%s\n' "$said" | grep -qF -- "$wanted"; then
        printf 'after "%s": exit status %s, not\n  %s\nbut\n%s\n' "$change" $status "$wanted" "$said" >&2
        exit 1
    fi
    cases=$((cases + 1))
done <"$here/mistakes.txt"
[ $((cases * 2)) = "$(grep -c . "$here/mistakes.txt")" ] || { echo "not every line of mistakes.txt was used" >&2; exit 1; }
[ $cases -ge 20 ] || { echo "only $cases cases" >&2; exit 1; }
status=0
(cd "$here" && "$awaitscope" check-lessons .) || status=$?
[ $status = 0 ] || { echo "the lesson without mistakes is not sound" >&2; exit 1; }
