#!/bin/sh
# headers_alone.sh SRC CC [FLAGS...]: each header below SRC compiles with nothing before it.
set -eu
src=$1
shift
status=0
for header in $(cd "$src" && find . -name '*.h' | sort); do
    if ! printf '#include "%s"\ntypedef int not_empty;\n' "${header#./}" |
        "$@" -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only -I"$src" -x c -; then
        echo "$header does not compile alone"
        status=1
    fi
done
exit $status
