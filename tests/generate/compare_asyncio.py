"""Runs random asyncio programs under awaitscope and under CPython on the same virtual clock, and
compares what they print.

    compare_asyncio.py [--first N] [--count N] [--batch N] [--jobs N] [--keep] [--known FOLDER] AWAITSCOPE

A difference is made as small as leaving out statements makes it, and printed. At the end: how many
programs, and which share of all pairs of features occurred together in a program. Ends with 1 when
there was a difference.
"""
import argparse
import concurrent.futures
import gzip
import hashlib
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import asyncio_program  # noqa: E402

CLOCK = pathlib.Path(__file__).resolve().parent.parent / 'tools' / 'virtual_clock.py'
LIBRARY = os.path.dirname(os.__file__) + '/'
DEADLOCK = 5
FOUND_DEAD = re.compile(r'(?:(?:late|outside) exception handler )?(Task was destroyed|Task exception was|Future exception was)')


def without_library(text):
    """The text without the place of CPython's library, and tracebacks without its frames and those of
    the clock."""
    kept, leaving = [], False
    for line in text.splitlines(keepends=True):
        plain = re.sub(r'^ *\| ?', '', line)  # of an exception in a group
        if leaving and plain.startswith('    '):
            continue
        leaving = plain.startswith('  File "') and (LIBRARY in line or CLOCK.name in line)
        if not leaving:
            if kept and 'Traceback (most recent call last):\n' in kept[-1] and not plain.startswith(' '):
                kept.pop()
            kept.append(line.replace(LIBRARY, ''))
    return ''.join(kept)


def run(command, folder):
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, timeout=300)
    except subprocess.TimeoutExpired as e:
        return 'timeout', (e.stdout or b'').decode('utf-8', 'replace')
    text = without_library(done.stdout.decode('utf-8', 'replace')).replace(f'{folder}/', '')
    if done.returncode not in (0, DEADLOCK):
        text += done.stderr.decode('utf-8', 'replace')[-2000:]
    return done.returncode, text


def plain_piece(lines, base):
    """What a program printed, with tasks numbered from its first one (`base` is the last one before).
    Of what is left when its run is over and dies then, or is collected, the kinds only count: the order of
    finalizers in a cycle is nobody's promise, so neither is what coroutines do that are closed there, nor
    what that lets die before (see tests/differences/closed_loops.py). Gives the number of its last task too."""
    def number(match):
        return f'Task-{int(match[1]) - base}'
    last = base
    for line in lines:
        if line.startswith('tasks up to Task-'):
            last = int(line.split('-')[1])
    lines = [re.sub(r'0x[0-9a-f]+', '0x', re.sub(r'Task-(\d+)', number, line)) for line in lines]
    over = next((i for i, line in enumerate(lines) if ' result of the run ' in line), None)
    if over is not None and 'collecting\n' in lines:
        begin = over + 1
        while lines[begin].startswith(('task ', 'future ')):
            begin += 1
        end = next((i for i, line in enumerate(lines) if line.startswith('tasks up to ')), len(lines))
        lines[begin:end] = sorted(match[1] + '\n' for match in map(FOUND_DEAD.match, lines[begin:end]) if match)
    return lines, last


def pieces(status, text):
    """What each program printed, by its place in the file."""
    found = {}
    for line in text.splitlines(keepends=True):
        if line.startswith('program ') and line[8:].strip().isdigit():
            place = int(line[8:])
            found[place] = []
        elif found:
            found[place].append(line)
    base = 0
    for place, lines in found.items():
        found[place], base = plain_piece(lines, base)
    if status and found:
        found[place].append(f'exit status {status}\n')
    elif status:
        found[0] = [text, f'exit status {status}\n']
    return found


class Comparer:
    def __init__(self, options):
        self.options = options

    def both(self, programs):
        """The pieces of both implementations; after a deadlock that both end in, of the rest too."""
        awaitscope, cpython = {}, {}
        begin = 0
        while begin < len(programs):
            folder = pathlib.Path(tempfile.mkdtemp(prefix='programs.'))
            file = folder / 'programs.py'
            file.write_text(asyncio_program.batch(programs[begin:]))
            ours, theirs = pieces(*self.ours(file)), pieces(*self.theirs(file))
            for place, text in ours.items():
                awaitscope[begin + place] = text
            for place, text in theirs.items():
                cpython[begin + place] = text
            if not self.options.keep:
                file.unlink()
                folder.rmdir()
            begin += max(min(len(ours), len(theirs)), 1)
        return awaitscope, cpython

    def ours(self, file):
        return run([self.options.awaitscope, 'run', '--cpu-speed', 'free', str(file)], file.parent)

    def theirs(self, file):
        """What CPython prints, kept in the folder of what is known if there is one."""
        if not getattr(self.options, 'known', None):
            return run([sys.executable, str(CLOCK), str(file)], file.parent)
        content = file.read_bytes() + CLOCK.read_bytes() + sys.version.encode()
        known = pathlib.Path(self.options.known) / (hashlib.sha256(content).hexdigest() + '.json.gz')
        if known.exists():
            return tuple(json.loads(gzip.decompress(known.read_bytes())))
        result = run([sys.executable, str(CLOCK), str(file)], file.parent)
        known.parent.mkdir(parents=True, exist_ok=True)
        partial = known.with_suffix(f'.{os.getpid()}')
        partial.write_bytes(gzip.compress(json.dumps(result).encode(), 1))
        partial.rename(known)
        return result

    def different(self, programs):
        """The places of those that differ."""
        ours, theirs = self.both(programs)
        return [place for place in range(len(programs)) if ours.get(place) != theirs.get(place)]

    def smaller(self, number):
        """The statements that can be left out of this program with a difference remaining."""
        without = frozenset()
        writer = asyncio_program.Writer(number)
        writer.text('program_0', without)
        left = list(range(1, writer.statements + 1))
        while True:
            single = self.different([(number, without | {n}) for n in left])
            able = [left[place] for place in single]
            if not able:
                return without
            # as many of them at once as still differ
            tries = [without | frozenset(able[:k]) for k in range(len(able), 0, -1)]
            good = self.different([(number, t) for t in tries])
            without = tries[good[0]] if good else without | {able[0]}
            left = [n for n in left if n not in without]

    def compare(self, numbers):
        """Compares a batch: how many, the numbers of those that differ, and the features of each."""
        programs = [(number, frozenset()) for number in numbers]
        ours, theirs = self.both(programs)
        differ, features = [], []
        for place, number in enumerate(numbers):
            if ours.get(place) != theirs.get(place):
                differ.append((number, ours.get(place), theirs.get(place)))
            for line in theirs.get(place, []):
                if line.startswith('features: '):
                    features.append(line[10:].strip().split('; '))
        return len(numbers), differ, features

    def report(self, number, ours, theirs):
        if self.different([(number, frozenset())]):
            without = self.smaller(number)
            print('\n'.join(asyncio_program.Writer(number).text(f'program_{number}', without)))
            our_pieces, their_pieces = self.both([(number, without)])
            ours, theirs = our_pieces.get(0), their_pieces.get(0)
        else:
            print(f'program {number}: alone it does not differ; in its batch:')
        import difflib
        sys.stdout.writelines(difflib.unified_diff(theirs or [], ours or [], 'CPython', 'awaitscope', n=6))
        sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--first', type=int, default=1)
    parser.add_argument('--count', type=int, default=1000)
    parser.add_argument('--batch', type=int, default=200)
    parser.add_argument('--jobs', type=int, default=1)
    parser.add_argument('--show', type=int, default=3, help='how many differences are made small and printed')
    parser.add_argument('--stop', action='store_true', help='end with the first batch that has a difference')
    parser.add_argument('--keep', action='store_true', help='keep the programs')
    parser.add_argument('--known', metavar='FOLDER', help='what CPython prints is kept there and not asked for again')
    parser.add_argument('awaitscope', type=os.path.abspath)
    comparer = Comparer(parser.parse_args())
    options = comparer.options
    end = options.first + options.count
    batches = [range(n, min(n + options.batch, end)) for n in range(options.first, end, options.batch)]
    differ, single, pairs, count = [], set(), set(), 0
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        for done, wrong, features in pool.map(comparer.compare, batches):
            count += done
            differ += wrong
            for names in features:
                single.update(names)
                pairs.update(itertools.combinations(names, 2))
            if wrong:
                print(f'{len(differ)} of {count} differ: {" ".join(str(number) for number, _, _ in wrong)}', flush=True)
                if options.stop:
                    pool.shutdown(cancel_futures=True)
                    break
    possible = len(single) * (len(single) - 1) // 2
    print(f'{count} programs, {len(differ)} differ; {len(single)} features, '
          f'{len(pairs)} of {possible} pairs ({100 * len(pairs) // max(possible, 1)} %)')
    for wrong in differ[:options.show]:
        comparer.report(*wrong)
    return 1 if differ else 0


if __name__ == '__main__':
    sys.exit(main())
