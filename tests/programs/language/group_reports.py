"""How groups of exceptions are told that share causes and contexts, or have groups among those."""
import traceback, sys
def show(e):
    traceback.print_exception(e, file=sys.stdout)
    print("-----")
def raised(e, context=None, cause=None):
    try:
        try:
            if context: raise context
        except BaseException:
            if cause: raise e from cause
            raise e
        raise e
    except BaseException as x:
        return x
c = raised(ValueError("shared"))
a, b = raised(KeyError("a"), c), raised(KeyError("b"), c)
show(raised(ExceptionGroup("g", [a, b])))
show(raised(ExceptionGroup("g", [raised(KeyError("x"), raised(ExceptionGroup("inner", [ValueError(1)])))])))
show(raised(ExceptionGroup("g", [raised(KeyError("x"), raised(ExceptionGroup("inner", [ValueError(1)]))), raised(TypeError())])))
show(raised(ExceptionGroup("g", [ExceptionGroup("h", [ValueError(1), TypeError(2)]), ValueError(3)])))
show(raised(ExceptionGroup("g", [ValueError(i) for i in range(20)])))
show(raised(ExceptionGroup("g", [ValueError(1), ExceptionGroup("h", [ValueError(i) for i in range(20)])])))
show(raised(ExceptionGroup("g", [ValueError(1)]), a, ExceptionGroup("cause", [b])))
show(raised(KeyError(1), raised(ExceptionGroup("g", [raised(KeyError(2), c)]))))
