# What the simulated machine says of itself.
import sys


def system():
    return 'Linux'


def python_version():
    return '.'.join(map(str, sys.version_info[:3]))


def python_version_tuple():
    return tuple(python_version().split('.'))


def python_implementation():
    return 'CPython'


def machine():
    return 'x86_64'


processor = machine


def node():
    return 'localhost'


def release():
    return '6.1.0'


def architecture():
    return '64bit', 'ELF'


def platform(aliased=False, terse=False):
    return f'Linux-{release()}-x86_64-with-glibc2.36'
