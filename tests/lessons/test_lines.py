#!/usr/bin/env python3
"""test_lines.py LESSONS: where a lesson says "line 7" or "lines 7 and 9", its program has such a line, and it is not blank.

The program is that of the question or exercise which the text belongs to; for the text of a page, the one that is shown there.
"line 7 of other.py" speaks of another one of the folder.
"""
import pathlib
import re
import sys
import tempfile

NUMBERS = re.compile(r"\blines?\s+(\d+(?:(?:\s*,\s*and|\s*,|\s+and|\s+or|\s+to)\s+\d+)*)(?:\s+of\s+`?(\w+\.py))?", re.IGNORECASE)
ASKS = {"predict": ("program",), "exercise": ("start", "solution")}


def parts(text):
    """Yields (word, argument, line of its first line, body) for each fenced block, and ("", "", ...) for the text between."""
    word, argument, first, body = "", "", 1, []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            yield word, argument, first, "\n".join(body)
            opens = line[3:].split()
            word, argument = (opens + ["", ""])[:2]
            first, body = number + 1, []
        else:
            body.append(line)
    yield word, argument, first, "\n".join(body)


def field(body, names):
    for name in names:
        found = re.search(rf"^{name}:\s*(\S+)", body, re.MULTILINE)
        if found:
            return found[1]
    return None


def programs(found):
    """The program each part speaks of: what is read before anything is shown speaks of what is shown next."""
    of, current, reading = [None] * len(found), None, []
    for i, (word, argument, _, body) in enumerate(found):
        if word == "show" or word in ASKS:
            current = argument if word == "show" else field(body, ASKS[word])
            if word == "show":
                for earlier in reading:
                    of[earlier] = current
            reading = []
        elif word == "" and (i == 0 or found[i - 1][0] != "show"):
            reading.append(i)
        of[i] = current
    return of


def mistakes(lesson):
    said = []
    found = list(parts(lesson.read_text(encoding="utf-8")))
    for (_, _, first, body), near in zip(found, programs(found)):
        body = re.sub(r"<!--.*?-->", lambda comment: re.sub(r"[^\n]", " ", comment[0]), body, flags=re.DOTALL)
        for place in NUMBERS.finditer(body):
            program = place[2] or near
            lines = (lesson.parent / program).read_text(encoding="utf-8").split("\n") if program else []
            at = first + body.count("\n", 0, place.start())
            for number in map(int, re.findall(r"\d+", place[1])):
                if not 1 <= number <= len(lines) or not lines[number - 1].strip():
                    said.append(f"{lesson}:{at}: {program or 'no program'} has nothing in line {number}")
    return said


def finds_what_is_wrong():
    """A folder with mistakes in each kind of text: each is found, and nothing else is."""
    with tempfile.TemporaryDirectory() as folder:
        lesson = pathlib.Path(folder, "lesson.md")
        pathlib.Path(folder, "a.py").write_text("x = 1\n\ny = 2\n")
        pathlib.Path(folder, "b.py").write_text("z = 3\n")
        lesson.write_text("Line 3, and lines 1,\n2 and 3.\n\n```show a.py\n```\n\nNot line 4.\n\n```predict number\nprogram: b.py\n"
                          "wrong: 3 | Lines 1 to 2.\n```\n\n```hint\nLine\n3\n```\n\n```exercise repair\nstart: a.py\n```\n\n"
                          "```reveal\nLine 3, or line 2 of\nb.py\n```\n")
        where = [mistake.split(":")[1] for mistake in mistakes(lesson)]
        assert where == ["1", "7", "11", "15", "24"], where


def main():
    finds_what_is_wrong()
    said = []
    for lesson in sorted(pathlib.Path(sys.argv[1]).glob("*/lesson.md")):
        said += mistakes(lesson)
    print("\n".join(said) if said else "each line that a lesson names is there")
    return 1 if said else 0


sys.exit(main())
