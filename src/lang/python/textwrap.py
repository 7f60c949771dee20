# Lines of text broken, indented and not.
__all__ = ['TextWrapper', 'wrap', 'fill', 'dedent', 'indent', 'shorten']


def _chunks(text):
    """Words and the blanks between them; a hyphen within a word ends a chunk."""
    chunks, i = [], 0
    while i < len(text):
        start, blank = i, text[i].isspace()
        while i < len(text) and text[i].isspace() == blank:
            i += 1
            if not blank and text[i - 1] == '-' and i - start > 1 and text[i - 2].isalpha() and \
                    text[i:i + 1].isalpha():
                break
        chunks.append(text[start:i])
    return chunks


class TextWrapper:
    def __init__(self, width=70, initial_indent='', subsequent_indent='', expand_tabs=True,
                 replace_whitespace=True, fix_sentence_endings=False, break_long_words=True,
                 drop_whitespace=True, break_on_hyphens=True, tabsize=8, *, max_lines=None,
                 placeholder=' [...]'):
        self.width = width
        self.initial_indent = initial_indent
        self.subsequent_indent = subsequent_indent
        self.expand_tabs = expand_tabs
        self.replace_whitespace = replace_whitespace
        self.break_long_words = break_long_words
        self.drop_whitespace = drop_whitespace
        self.break_on_hyphens = break_on_hyphens
        self.tabsize = tabsize
        self.max_lines = max_lines
        self.placeholder = placeholder

    def wrap(self, text):
        if self.width <= 0:
            raise ValueError(f'invalid width {self.width!r} (must be > 0)')
        if self.expand_tabs:
            text = text.expandtabs(self.tabsize)
        if self.replace_whitespace:
            text = ''.join(' ' if c in '\t\n\x0b\x0c\r ' else c for c in text)
        chunks = _chunks(text)
        if not self.break_on_hyphens:
            chunks = [c for word in _words(text) for c in (word,)]
        chunks.reverse()
        lines = []
        while chunks:
            indent = self.subsequent_indent if lines else self.initial_indent
            width = self.width - len(indent)
            if self.drop_whitespace and chunks[-1].strip() == '' and lines:
                chunks.pop()
            line, length = [], 0
            while chunks and length + len(chunks[-1]) <= width:
                length += len(chunks[-1])
                line.append(chunks.pop())
            if chunks and len(chunks[-1]) > width:
                room = 1 if width < 1 else width - length
                if self.break_long_words:
                    line.append(chunks[-1][:room])
                    chunks[-1] = chunks[-1][room:]
                elif not line:
                    line.append(chunks.pop())
                length = sum(map(len, line))
            if self.drop_whitespace and line and line[-1].strip() == '':
                length -= len(line.pop())
            if not line:
                continue
            rest = [c for c in chunks if c.strip()]
            if self.max_lines is None or len(lines) + 1 < self.max_lines or not rest:
                lines.append(indent + ''.join(line))
                continue
            while line and not (line[-1].strip() and length + len(self.placeholder) <= width):
                length -= len(line.pop())
            lines.append(indent + (''.join(line) + self.placeholder if line else self.placeholder.lstrip()))
            break
        return lines

    def fill(self, text):
        return '\n'.join(self.wrap(text))


def _words(text):
    words, i = [], 0
    while i < len(text):
        start, blank = i, text[i].isspace()
        while i < len(text) and text[i].isspace() == blank:
            i += 1
        words.append(text[start:i])
    return words


def wrap(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(' '.join(text.strip().split()))


def dedent(text):
    lines = [line if line.strip() else '' for line in text.split('\n')]
    margin = None
    for line in lines:
        if line:
            lead = line[:len(line) - len(line.lstrip(' \t'))]
            if margin is None:
                margin = lead
            else:
                n = 0
                while n < min(len(margin), len(lead)) and margin[n] == lead[n]:
                    n += 1
                margin = margin[:n]
    return '\n'.join(line[len(margin or ''):] for line in lines)


def indent(text, prefix, predicate=None):
    predicate = predicate or (lambda line: line.strip())
    return ''.join((prefix if predicate(line) else '') + line for line in text.splitlines(True))
