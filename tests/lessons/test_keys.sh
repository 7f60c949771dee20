#!/bin/sh
# test_keys.sh PYTHON AWAITSCOPE LESSONS: every key is what CPython 3.11 answers too; a key that is not is found.
set -u
python=$1
awaitscope=$2
lessons=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
"$python" "$here/recompute_keys.py" "$awaitscope" "$lessons"
status=$?
[ $status = 0 ] || exit $status

# every wrong key is found, and every wrong total of a check
cat >"$work/liar" <<END
#!/bin/sh
"$awaitscope" "\$@" | sed '/"kind":"answer"/s/"answer":"/&not so /; /"kind":"check"/s/"question":"total == /&9/'
END
chmod +x "$work/liar"
"$python" "$here/recompute_keys.py" "$work/liar" "$lessons" >"$work/said" && { echo "a wrong key is not found"; exit 1; }
wrong=$(awk '$2 == "answer:" || ($2 == "check:" && $3 == "total") { all += $1 } END { print all }' "$work/said")
grep -q ", $wrong of them different" "$work/said" || { echo "not all $wrong are found"; tail -1 "$work/said"; exit 1; }
