class CM:
    def __enter__(self):
        print('enter')
    def __exit__(self, t, v, tb):
        print('exit', t.__name__, tb.tb_lineno)
with CM():
    raise ValueError('in with')
