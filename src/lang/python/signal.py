# Signals by name. Nobody sends any: handlers are taken and never called.
import enum

__all__ = ['Signals', 'signal', 'getsignal', 'default_int_handler', 'strsignal', 'set_wakeup_fd']


class Signals(enum.IntEnum):
    SIGHUP = 1
    SIGINT = 2
    SIGQUIT = 3
    SIGILL = 4
    SIGTRAP = 5
    SIGABRT = 6
    SIGBUS = 7
    SIGFPE = 8
    SIGKILL = 9
    SIGUSR1 = 10
    SIGSEGV = 11
    SIGUSR2 = 12
    SIGPIPE = 13
    SIGALRM = 14
    SIGTERM = 15
    SIGCHLD = 17
    SIGCONT = 18
    SIGSTOP = 19
    SIGTSTP = 20
    SIGTTIN = 21
    SIGTTOU = 22
    SIGWINCH = 28


class Handlers(enum.IntEnum):
    SIG_DFL = 0
    SIG_IGN = 1


for _s in (*Signals, *Handlers):
    globals()[_s.name] = _s
    __all__.append(_s.name)
del _s
NSIG = 65


def default_int_handler(signalnum, frame):
    raise KeyboardInterrupt


_handlers = {2: default_int_handler}


def signal(signalnum, handler):
    if signalnum in (9, 19) or not 0 < signalnum < NSIG:
        raise OSError(22, 'Invalid argument') if 0 < signalnum < NSIG else ValueError('signal number out of range')
    if not callable(handler) and handler not in (0, 1):
        raise TypeError('signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object')
    before = _handlers.get(int(signalnum), Handlers.SIG_DFL)
    _handlers[int(signalnum)] = handler
    return before


def getsignal(signalnum):
    return _handlers.get(int(signalnum), Handlers.SIG_DFL)


def strsignal(signalnum):
    return {1: 'Hangup', 2: 'Interrupt', 3: 'Quit', 9: 'Killed', 14: 'Alarm clock', 15: 'Terminated'}.get(int(signalnum))


def set_wakeup_fd(fd, *, warn_on_full_buffer=True):
    return -1
