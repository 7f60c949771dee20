try:
    raise RuntimeError('first\nsecond line')
except RuntimeError as e:
    e.add_note('note 1')
    e.add_note('note 2\nmore')
    raise
