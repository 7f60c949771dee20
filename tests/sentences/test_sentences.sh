#!/bin/sh
# test_sentences.sh AWAITSCOPE PROGRAM.py: what narrate says is what PROGRAM.txt says. There is no way to
# rewrite the expected text by running the program: it is written by hand, and stays so.
set -e
LC_ALL=C.UTF-8 "$1" narrate --step-by-step "$2" | diff "${2%.py}.txt" -
