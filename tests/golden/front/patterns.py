match = case = _ = 1
match(x)
match[0], match.attr
match command, *rest:
    case 0 | -1 | 1.5 | 1+2j | -1-2j | "a" "b" | b"c" | None | True | False:
        pass
    case x if x > 0: pass
    case [a, b, *rest] | (a, b, *rest): pass
    case a, *_: pass
    case (a): pass
    case (a,) | []: pass
    case {}: pass
    case {"k": v, 1: _, a.b: c, None: d, -1: e, **rest}: pass
    case Point(): pass
    case Point(1, y, z=0, w=[_, _]): pass
    case mod.Point(x=0,): pass
    case (Point() as p) | p: pass
    case enum.VALUE as name: pass
    case _:
        pass
