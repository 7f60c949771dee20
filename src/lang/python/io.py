# Texts and bytes in memory that are written and read as files are. There are no files.
__all__ = ['StringIO', 'BytesIO', 'SEEK_SET', 'SEEK_CUR', 'SEEK_END', 'UnsupportedOperation']

SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2


class UnsupportedOperation(OSError):
    pass


class _Memory:
    """What both have in common: `_data` is a str or bytes."""

    def __init__(self, data):
        self._data = data
        self._at = 0
        self.closed = False

    def _check(self):
        if self.closed:
            raise ValueError('I/O operation on closed file')

    def getvalue(self):
        self._check()
        return self._data

    def read(self, size=-1, /):
        self._check()
        end = len(self._data) if size is None or size < 0 else self._at + size
        text = self._data[self._at:end]
        self._at += len(text)
        return text

    def readline(self, size=-1, /):
        self._check()
        newline = self._data.find(self._newline, self._at)
        end = len(self._data) if newline < 0 else newline + 1
        if size is not None and size >= 0:
            end = min(end, self._at + size)
        text = self._data[self._at:end]
        self._at += len(text)
        return text

    def readlines(self, hint=-1, /):
        return list(self)

    def __iter__(self):
        self._check()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def write(self, text, /):
        self._check()
        if not isinstance(text, self._types):
            self._wrong_type(text)
        at, data = self._at, self._data
        if at > len(data):
            data += self._filler * (at - len(data))
        self._data = data[:at] + text + data[at + len(text):]
        self._at = at + len(text)
        return len(text)

    def writelines(self, lines, /):
        for line in lines:
            self.write(line)

    def tell(self):
        self._check()
        return self._at

    def seek(self, offset, whence=0, /):
        self._check()
        if whence == SEEK_CUR:
            offset += self._at
        elif whence == SEEK_END:
            offset += len(self._data)
        if offset < 0:
            raise ValueError(f'Negative seek position {offset}')
        self._at = offset
        return offset

    def truncate(self, size=None, /):
        self._check()
        size = self._at if size is None else size
        self._data = self._data[:size]
        return size

    def flush(self):
        self._check()

    def close(self):
        self.closed = True

    def isatty(self):
        return False

    def readable(self):
        return True

    writable = seekable = readable

    def fileno(self):
        raise UnsupportedOperation('fileno')

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, *exc):
        self.close()


class StringIO(_Memory):
    _types = str
    _newline = '\n'
    _filler = '\0'

    def __init__(self, initial_value='', newline='\n'):
        if initial_value is None:
            initial_value = ''
        if not isinstance(initial_value, str):
            raise TypeError(f'initial_value must be str or None, not {type(initial_value).__name__}')
        super().__init__(initial_value)

    def _wrong_type(self, text):
        raise TypeError(f"string argument expected, got '{type(text).__name__}'")


class BytesIO(_Memory):
    _types = (bytes, bytearray)
    _newline = b'\n'
    _filler = b'\0'

    def __init__(self, initial_bytes=b''):
        super().__init__(bytes(initial_bytes or b''))

    def _wrong_type(self, data):
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'")


StringIO.__module__ = BytesIO.__module__ = '_io'
