# kind: script
"""Tracers and profilers switched on, off and swapped at every kind of place in running frames: the events that follow."""
import sys
ev=[]
def tr(f,e,a):
    if f.f_code.co_filename!=__file__: return None
    ev.append(f"{f.f_code.co_name}+{f.f_lineno-f.f_code.co_firstlineno}:{e}:{type(a).__name__}")
    return tr
def prof(f,e,a):
    if f.f_code.co_filename!=__file__: return None
    ev.append(f"P {f.f_code.co_name}+{f.f_lineno-f.f_code.co_firstlineno}:{e}:{getattr(a,'__name__',type(a).__name__)}")
def on(level=1, opcodes=False, back=None):
    sys.settrace(tr)
    f=sys._getframe(level)
    f.f_trace=tr; f.f_trace_opcodes=opcodes
    return 5
def pon(*a): sys.setprofile(prof); return 7
def off(): sys.settrace(None); sys.setprofile(None)
class D:
    def __init__(s,f): s.f=f
    def __del__(s): s.f(2) if s.f is on else s.f()
    def __add__(s,o): s.f(2) if s.f is on else s.f(); return 3
    @property
    def p(s): s.f(2) if s.f is on else s.f(); return 4
def a1():
    x = [1, on(1), len("abc"), 3]
    y = x
    return len(y)
def a2():
    x = 1, (pon() or len("abc")), max([1,2])
    try:
        int("x")
    except ValueError: pass
    return x, sorted([2,1], key=abs)
def a3():
    D(on); D(on)
    a = 1
    raise KeyError(a)
def a4():
    d = D(pon)
    del d
    raise KeyError(3)
def a5():
    return D(on) + 1
def a6():
    return D(pon).p, [].append(1)
def a7():
    try:
        on(1); 1/0
    except ZeroDivisionError:
        return len("a")
    finally:
        b = 1
def a8():
    try:
        pon() + [].foo
    finally:
        len("x")
def a9():
    with open("/dev/null") as f:
        on(1)
        raise OSError
def a10():
    for i in range(3):
        if i == 1: on(1)
        else:
            i += 1
    while i < 6: i += 1
    return i
def g1():
    x = yield 1
    on(1); y = yield (2,
        x)
    try:
        yield 3
    except KeyError:
        yield 4
    return 5
def a11():
    g = g1()
    next(g); next(g); g.send(1)
    g.throw(KeyError); 
    list(g)
def a12():
    on(1, True); z = len("a") + 1
    return z
def a13():
    def inner():
        on(2); return 1
    x = inner() + max(
        inner(),
        2) + len("q")
    return x
def a14():
    try:
        try: 1/0
        finally: on(1)
    except ZeroDivisionError as e:
        pass
    return 1
def a15():
    try:
        1/0
    except ZeroDivisionError:
        pon(); raise
def a16():
    f = sys._getframe()
    def jump(fr, e, a):
        if e == 'line' and fr.f_lineno == f.f_code.co_firstlineno+8:
            fr.f_lineno = f.f_code.co_firstlineno+10
        return jump
    f.f_trace = jump; sys.settrace(jump)
    x = 1
    x = 2
    x = 3
    return x
def a17():
    max(*[1, 2], **{'key': D(pon).p.__rsub__ if 0 else lambda q: pon()})
    str.upper(*["a"]); "a".upper(); list.append([], 1)
    "a".index("b")
def a18():
    l = [on(1) for i in range(2)]
    k = {pon(): 1 for j in [1]}
    return l
def a19():
    for i in (1,2,3):
        try:
            if i == 2: on(1); raise ValueError
        except ValueError:
            continue
        finally:
            q = 1
def a20():
    sys.settrace(tr); sys.settrace(None); pon(); sys.setprofile(None); on(1); sys.settrace(lambda *a: None); x = 1
    y = 2
import time
def a21():
    s = 0
    import signal
    def h(sig, fr):
        sys.settrace(tr); fr.f_trace = tr
        raise KeyError
    signal.signal(signal.SIGALRM, h); signal.setitimer(signal.ITIMER_REAL, .02)
    try:
        while True:
            s += 1
    except KeyError:
        pass
    return 1
def a22():
    def rec(n):
        if n: return rec(n-1)
        f = sys._getframe()
        while f: 
            if f.f_code.co_filename == __file__: f.f_trace = tr
            f = f.f_back
        sys.settrace(tr)
        return 1
    x = rec(3); x = x + rec(0)
    return x
for name, f in list(globals().items()):
    if name[0]=='a' and name[1:].isdigit():
        if len(sys.argv) > 1 and name not in sys.argv[1:]: continue
        ev.clear()
        try: r = repr(f())
        except Exception as e: r = repr(e)
        off()
        print(name, r)
        print(*["   "+e for e in ev], sep="\n")
