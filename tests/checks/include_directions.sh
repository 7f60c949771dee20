#!/bin/sh
# include_directions.sh SRC: every #include "FOLDER/..." below SRC goes down the layers, curses is
# included in ui/term only, and libtickit in canvas and ui/present.c only.
set -eu
cd "$1"
find . -name '*.[ch]' -o -name '*.def' | sort | xargs awk '
BEGIN {
    allow["base"] = "base"
    allow["trace"] = "base trace"
    allow["sim"] = "base trace sim"
    allow["lang"] = "base lang"
    allow["loop"] = "base trace sim lang loop"
    allow["run"] = "base trace sim lang loop run"
    allow["explain"] = "base trace run explain"
    allow["lesson"] = "base trace explain run lesson"
    allow["canvas"] = "base canvas"
    allow["export"] = "base trace explain canvas export"
    allow["ui"] = "base trace sim lang loop run explain lesson canvas export ui"
    allow["cli"] = "base trace sim lang loop run explain lesson canvas export ui cli"
}
function complain(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    bad = 1
}
FNR == 1 {
    split(FILENAME, part, "/")
    folder = part[2]
    if (!(folder in allow)) complain("a folder that the layers do not name: " folder)
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    n = split(quoted[2], path, "/")
    if (n < 2) {
        complain("includes are relative to src/: " quoted[2])
    } else if (index(" " allow[folder] " ", " " path[1] " ") == 0) {
        complain(folder " may not include " quoted[2])
    }
    if (path[1] == "ui" && path[2] == "term" && part[3] != "term" && FILENAME !~ /ui\/app\.c$/)
        complain("only ui/app.c and ui/term may include " quoted[2])
}
/^[ \t]*#[ \t]*include[ \t]*<(curses|ncurses|term|ncursesw\/)/ {
    if (FILENAME !~ /^\.\/ui\/(term\/|present\.c)/) complain("curses belongs to ui/term")
}
/^[ \t]*#[ \t]*include[ \t]*<tickit/ {
    if (folder != "canvas" && FILENAME !~ /ui\/present\.c$/) complain("libtickit belongs to canvas")
}
END { exit bad }
'
