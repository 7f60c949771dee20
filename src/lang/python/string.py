# Sets of characters, and templates.

whitespace = ' \t\n\r\v\f'
ascii_lowercase = 'abcdefghijklmnopqrstuvwxyz'
ascii_uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
ascii_letters = ascii_lowercase + ascii_uppercase
digits = '0123456789'
hexdigits = digits + 'abcdef' + 'ABCDEF'
octdigits = '01234567'
punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    return (sep or ' ').join(map(str.capitalize, s.split(sep)))


class Template:
    delimiter = '$'

    def __init__(self, template):
        self.template = template

    def _fill(self, mapping, safe):
        text = self.template
        out = []
        i = 0
        while True:
            at = text.find(self.delimiter, i)
            if at < 0:
                out.append(text[i:])
                return ''.join(out)
            out.append(text[i:at])
            rest = at + 1
            braced = text[rest:rest + 1] == '{'
            end = start = rest + braced
            while end < len(text) and text[end].isascii() and (text[end] == '_' or text[end].isalnum()):
                end += 1
            name = text[start:end]
            valid = name != '' and not name[0].isdigit() and (not braced or text[end:end + 1] == '}')
            i = end + braced
            if text[rest:rest + 1] == self.delimiter:
                out.append(self.delimiter)
                i = rest + 1
            elif not valid:
                if not safe:
                    line = text.count('\n', 0, at) + 1
                    col = at - (text.rfind('\n', 0, at) + 1) + 1
                    raise ValueError('Invalid placeholder in string: line %d, col %d' % (line, col))
                out.append(self.delimiter)
                i = rest
            elif safe and name not in mapping:
                out.append(text[at:i])
            else:
                out.append(str(mapping[name]))

    def substitute(self, mapping={}, /, **kws):
        return self._fill({**mapping, **kws} if kws else mapping, False)

    def safe_substitute(self, mapping={}, /, **kws):
        return self._fill({**mapping, **kws} if kws else mapping, True)
