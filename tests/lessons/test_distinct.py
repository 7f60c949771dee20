"""No two programs of the lessons are equal once their own names, numbers and texts are left out.

    test_distinct.py LESSONS

A program is what is in the folder of a lesson or among the claims. What one begins an exercise with and its
solution belong together and may be alike. Comments and layout do not count; names that a program does
not bind itself (builtins, what it imports, attributes) do.
"""
import ast
import io
import pathlib
import sys
import tokenize

IGNORED = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
           tokenize.ENCODING}


def own_names(tree):
    """The names that the program binds, but for those of its imports."""
    own = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                own.add(name)
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                own.add(name)
            case ast.ExceptHandler(name=str(name)):
                own.add(name)
    return own


def shape(source):
    """The program as a tuple of words in which renaming and other numbers and texts make no difference."""
    tree = ast.parse(source)
    own, numbers, words = own_names(tree), {}, []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in IGNORED:
            if token.type in (tokenize.INDENT, tokenize.DEDENT):
                words.append(tokenize.tok_name[token.type])
        elif token.type == tokenize.NAME and token.string in own:
            words.append(f'name{numbers.setdefault(token.string, len(numbers))}')
        elif token.type in (tokenize.NUMBER, tokenize.STRING):
            words.append(tokenize.tok_name[token.type])
        else:
            words.append(token.string)
    return tuple(words)


def pairs_of(folder):
    """The sets of programs of a lesson that belong together: start and solution of each exercise."""
    pairs, start, solution = [], None, None
    for line in (folder / 'lesson.md').read_text().splitlines() + ['```']:
        if line.startswith('start: '):
            start = line.split(': ', 1)[1].strip()
        elif line.startswith('solution: '):
            solution = line.split(': ', 1)[1].strip()
        elif line.startswith('```'):
            if start and solution:
                pairs.append({folder / start, folder / solution})
            start = solution = None
    return pairs


def main():
    if sys.version_info < (3, 10):
        print('skipped: it needs Python 3.10')
        return 77
    assert shape('a = f(1)  # one') == shape('b = f(2)') != shape('b = g(2)')
    lessons = pathlib.Path(sys.argv[1])
    programs = sorted(lessons.glob('*/*.py'))
    pairs = [pair for lesson in sorted(lessons.glob('*/lesson.md')) for pair in pairs_of(lesson.parent)]
    shapes = {program: shape(program.read_text()) for program in programs}
    equal = [(a, b) for i, a in enumerate(programs) for b in programs[i + 1:]
             if shapes[a] == shapes[b] and {a, b} not in pairs]
    for a, b in equal:
        print(f'{a.relative_to(lessons)} and {b.relative_to(lessons)} are the same program')
    print(f'{len(programs)} programs, {len(equal)} pairs that are equal')
    return bool(equal) or len(programs) < 50


sys.exit(main())
