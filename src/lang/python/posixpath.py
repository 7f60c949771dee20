# Paths as text.
sep = '/'


def _text(p):
    return p.__fspath__() if hasattr(p, '__fspath__') else p


def join(a, *more):
    a = _text(a)
    for p in map(_text, more):
        a = p if p.startswith('/') else a + p if not a or a.endswith('/') else a + '/' + p
    return a


def split(p):
    p = _text(p)
    i = p.rfind('/') + 1
    head, tail = p[:i], p[i:]
    return head.rstrip('/') or head, tail


def basename(p):
    return split(p)[1]


def dirname(p):
    return split(p)[0]


def splitext(p):
    p = _text(p)
    start = p.rfind('/') + 1
    dot = p.rfind('.')
    if dot <= start or not p[start:dot].strip('.'):
        return p, ''
    return p[:dot], p[dot:]


def isabs(p):
    return _text(p).startswith('/')


def normpath(p):
    p = _text(p)
    parts = []
    root = '/' if p.startswith('/') else ''
    for part in p.split('/'):
        if part == '..' and parts and parts[-1] != '..':
            parts.pop()
        elif part not in ('', '.') and not (part == '..' and root):
            parts.append(part)
    return root + '/'.join(parts) or '.'


def abspath(p):
    return normpath(join('/home/user', p))


realpath = abspath


def exists(p):
    return False


isfile = isdir = islink = lexists = exists


def expanduser(p):
    return '/home/user' + p[1:] if p == '~' or p.startswith('~/') else p
