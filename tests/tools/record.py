"""Records what CPython 3.11 prints for test programs: NAME.out (stdout), NAME.err (stderr, when there
is any), NAME.status (when it is not 0). What it reads is in NAME.in, where there is such a file. Files
are named without the folder they are in.

    record.py [--vclock] FILE.py...

Each runs in its own folder, by its bare name, with PYTHONHASHSEED=0. With --vclock, on the virtual
clock (virtual_clock.py).
"""
import argparse
import os
import pathlib
import subprocess
import sys


def write(path, data):
    if data:
        path.write_bytes(data)
    elif path.exists():
        path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--vclock', action='store_true')
    parser.add_argument('files', nargs='+', type=pathlib.Path)
    options = parser.parse_args()
    if os.environ.get('CI'):
        sys.exit('record.py: not in CI')
    for path in options.files:
        runner = [str(pathlib.Path(__file__).resolve().parent / 'virtual_clock.py')] if options.vclock else []
        given = path.with_suffix('.in')
        done = subprocess.run([sys.executable, *runner, path.name], cwd=path.parent or '.', capture_output=True,
                              input=given.read_bytes() if given.exists() else b'', env={**os.environ, 'PYTHONHASHSEED': '0'}, timeout=60)
        folder = (str(path.parent.resolve()) + '/').encode()
        path.with_suffix('.out').write_bytes(done.stdout.replace(folder, b''))
        write(path.with_suffix('.err'), done.stderr.replace(folder, b''))
        write(path.with_suffix('.status'), b'%d\n' % done.returncode if done.returncode else b'')


main()
