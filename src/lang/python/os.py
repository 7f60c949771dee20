# The parts of the host that a simulated machine has: a number, an environment without variables,
# processors, paths as text. There are no files and no other processes.
import sys

import _world

name = 'posix'
sep = '/'
linesep = '\n'
curdir = '.'
pardir = '..'
pathsep = ':'
devnull = '/dev/null'
environ = {}
error = OSError


def getpid():
    return 1000


def getppid():
    return 999


def cpu_count():
    return 1


def getenv(key, default=None):
    return environ.get(key, default)


def putenv(key, value):
    environ[key] = value


def getcwd():
    return '/home/user'


def getlogin():
    return 'user'


def fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    if hasattr(path, '__fspath__'):
        return path.__fspath__()
    raise TypeError(f'expected str, bytes or os.PathLike object, not {type(path).__name__}')


def strerror(code):
    return {1: 'Operation not permitted', 2: 'No such file or directory', 13: 'Permission denied',
            17: 'File exists', 110: 'Connection timed out', 111: 'Connection refused'}.get(code, f'Unknown error {code}')


def system(command):
    _world.refuse('os.system()')


def _exit(status):
    _world.refuse('os._exit()')


import posixpath as path
