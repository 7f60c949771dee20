#!/bin/sh
# pictures.sh AWAITSCOPE SOURCE: the pictures of the README are what the program draws today.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
LC_ALL=C.UTF-8 "$2/assets/draw.sh" "$1" "$folder"
for picture in "$folder"/*.svg; do
    name=$(basename "$picture")
    cmp "$picture" "$2/assets/$name" || {
        echo "assets/$name is another than the program draws: assets/draw.sh AWAITSCOPE assets draws it anew"
        exit 1
    }
done
