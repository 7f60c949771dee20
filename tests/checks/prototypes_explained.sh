#!/bin/sh
# prototypes_explained.sh SRC: in each public header below SRC (not *_internal.h), the line directly
# above a prototype ends a comment, or an explained prototype: one comment may serve a group without
# blank lines. Lines of attributes may stand between.
set -eu
cd "$1"
find . -name '*.h' ! -name '*_internal.h' | sort | xargs awk '
FNR == 1 { above = ""; in_macro = 0; explained = 0 }
{
    was_macro = in_macro
    in_macro = ($0 ~ /\\$/)
}
!was_macro && /^[A-Za-z_][A-Za-z0-9_ *]*[ *][a-z_][a-z0-9_]*\(/ &&
        !/^(static |typedef|static_assert|_Static_assert|return|else|struct [A-Za-z_]* *\{|__attribute__)/ {
    if (above ~ /\*\/[ \t]*$/ || above ~ /^[ \t]*\/\//) {
        explained = 1
    } else if (!(explained && above ~ /\);/)) {
        explained = 0
        printf "%s:%d: no comment directly above: %s\n", FILENAME, FNR, $0
        bad = 1
    }
}
/^__attribute__|^[A-Z_]+$/ { next }
{ above = $0 }
END { exit bad }
'
