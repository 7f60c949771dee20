"""Shows that random programs find every fault of src/loop/fault.def.

    find_faults.py [--most N] AWAITSCOPE

AWAITSCOPE is built with -DAWAITSCOPE_FAULTS=ON. For each fault: the number of the first program that does
what CPython does without the fault and something else with it. Ends with 1 when a fault is not found.
"""
import argparse
import os
import pathlib
import re
import sys
import tempfile

sys.dont_write_bytecode = True
import asyncio_program  # noqa: E402
import compare_asyncio  # noqa: E402

TABLE = pathlib.Path(__file__).resolve().parents[2] / 'src' / 'loop' / 'fault.def'
BATCH = 100


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--most', type=int, default=10000)
    parser.add_argument('awaitscope', type=os.path.abspath)
    options = parser.parse_args()
    comparer = compare_asyncio.Comparer(options)
    missing = re.findall(r'^FAULT\((\w+)\)', TABLE.read_text(), re.M)
    os.environ.pop('AWAITSCOPE_FAULT', None)
    for first in range(1, options.most, BATCH):
        numbers = range(first, first + BATCH)
        with tempfile.TemporaryDirectory(prefix='programs.') as folder:
            file = pathlib.Path(folder) / 'programs.py'
            file.write_text(asyncio_program.batch([(number, frozenset()) for number in numbers]))
            theirs = compare_asyncio.pieces(*comparer.theirs(file))
            sound = compare_asyncio.pieces(*comparer.ours(file))
            for fault in list(missing):
                os.environ['AWAITSCOPE_FAULT'] = fault
                faulty = compare_asyncio.pieces(*comparer.ours(file))
                del os.environ['AWAITSCOPE_FAULT']
                for place, number in enumerate(numbers):
                    if sound.get(place) == theirs.get(place) != faulty.get(place):
                        print(f'{fault}: program {number}', flush=True)
                        missing.remove(fault)
                        break
        if not missing:
            return 0
    print('not found:', ', '.join(missing))
    return 1


if __name__ == '__main__':
    sys.exit(main())
