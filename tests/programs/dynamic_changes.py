# kind: script
"""Dynamic changes of functions, classes, globals and builtins seen by compiled code."""
import builtins, sys, gc, weakref, warnings, contextvars, inspect, traceback, signal, threading, time
def f(a, b=1, *, c=2): return (a, b, c)
def g(a, b=10, *, c=20): return ("g", a, b, c)
def call(): return f(0)
for i in range(3): call()
f.__defaults__ = (5,); print(call())
f.__kwdefaults__ = {"c": 9}; print(call())
f.__code__ = g.__code__; print(call())
f.__defaults__ = None
try: call()
except TypeError as e: print(e)
class D(dict):
    def __missing__(self, k):
        if k == "zz": return f"missing {k}"
        raise KeyError(k)
    def __getitem__(self, k): print("get", k); return dict.__getitem__(self, k)
ns = D(); exec("x = 1\ndef h(): return x, len\nprint(x)\ntry: print(zz)\nexcept NameError as e: print(e)", ns); print(ns["h"]())
exec("print(y)", {}, D(y=2))
def useslen(): return len("abc")
print(useslen(), useslen())
old = builtins.len; builtins.len = lambda x: "patched"; print(useslen()); builtins.len = old; print(useslen())
len = lambda x: "global"; print(useslen()); del len; print(useslen())
code = useslen.__code__
import types
h = types.FunctionType(code, {"__builtins__": {"len": lambda x: "own"}}); print(h())
h = types.FunctionType(code, {"__builtins__": {}})
try: h()
except NameError as e: print(e)
class A:
    def m(self): return "A.m"
    v = 1
class Dyn(str):
    def __call__(self): return "called " + self
class B:
    def m(self): return "B.m"
    v = 2
    def __getattr__(self, n): return Dyn("dyn " + n)
a = A()
def use(o): return o.m(), o.v
for i in range(5): use(a)
print(use(a)); a.__class__ = B; print(use(a)); a.m = lambda: "inst"; print(use(a)); del a.m
B.m = lambda s: "patched"; print(use(a)); del B.m, B.v; print(use(a)); B.v = property(lambda s: "prop"); print(use(a))
a.__dict__ = {"m": lambda: "newdict", "v": 7}; print(use(a)); del B.v; print(use(a))
class M(type):
    x = "meta"
class C(metaclass=M): pass
def cx(): return C.x
print(cx(), cx()); C.x = "cls"; print(cx()); del C.x; print(cx())
class Log:
    def __init__(s, n): s.n = n
    def __del__(s): print("del", s.n, end="; ")
    def __add__(s, o): return Log(s.n + o.n)
    def __iter__(s): return iter([Log("i1"), Log("i2")])
    def __bool__(s): return True
def ident(*a): return None
def temps():
    print("start"); Log("a") + Log("b"); print()
    ident(Log("c"), Log("d")); print()
    x = [y.n for y in Log("e")]; print(x)
    for z in Log("f"): print("body")
    z = None; print("z")
    if Log("g") and Log("h"): print("if")
    (Log("k"), Log("l"))[0]; print()
    p = q = Log("m"); p = 1; print("p"); del q; print("q")
    try:
        w = Log("n"); raise ValueError(Log("o"))
    except ValueError as e: print("exc", type(e))
    print("after"); w = 0; print()
    print(f"{Log('p').n}{Log('q').n}"); {Log("r").n: Log("s").n}; print()
    a, *b = Log("t"), Log("u"), Log("v"); b = 0; print("b"); a = 0
    return Log("w").n
print(temps())
def exc():
    l = Log("local"); ident(Log("arg")); raise KeyError("x", Log("earg"))
try: exc()
except KeyError as e:
    print("caught", e.__traceback__.tb_next.tb_frame.f_locals.keys()); e.__traceback__.tb_next.tb_frame.clear(); print("cleared")
print("end")
def cyc():
    try: 1/0
    except Exception as e: err = e
    l = Log("cycle"); return 1
gc.collect(); gc.disable(); cyc(); print("before collect"); gc.collect(); print(); gc.enable()
def refs():
    o = A(); r = weakref.ref(o, lambda _: print("dead at", sys._getframe(1).f_lineno - refs.__code__.co_firstlineno))
    n = o
    del o
    n = None
    return r
refs()
def warn():
    warnings.warn("one")
    warnings.warn("two",
        stacklevel=2)
def warn2():
    x = 1; warn(); y = (warn(),
       warn())
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always"); warn2()
    print([(x.lineno - warn.__code__.co_firstlineno, str(x.message)) for x in w])
cv = contextvars.ContextVar("cv", default=0)
def setcv(n): cv.set(n); return cv.get()
ctx = contextvars.copy_context(); print(ctx.run(setcv, 5), cv.get(), ctx[cv])
def nested():
    try: raise ValueError(1)
    except ValueError:
        a = sys.exc_info()[0].__name__
        try: raise KeyError(2)
        except KeyError as e:
            b = sys.exc_info()[0].__name__, repr(e.__context__)
        c = sys.exc_info()[0].__name__
    return a, b, c, sys.exc_info()
print(nested())
def outer(q):
    v = 1
    def inner(): 
        fr = sys._getframe(1); return sorted(fr.f_locals), fr.f_lineno - outer.__code__.co_firstlineno, [x.function for x in inspect.stack()][:3]
    return [inner(),
            inner()], v, q
print(outer(3))
def kept():
    a = 1; b = [2]
    return sys._getframe()
fr = kept(); print(fr.f_locals, fr.f_lineno, fr.f_back)
import ctypes
def written():
    x = 1; fr = sys._getframe(); fr.f_locals["x"] = 42
    ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(fr), ctypes.c_int(0))
    return x
print(written())
def setter(): fr = sys._getframe(1); fr.f_locals["x"] = 43; ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(fr), ctypes.c_int(0))
def written2():
    x = 1; y = x + (setter() or 0) + x
    return x, y
print(written2())
def spin():
    n = 0
    while True: n += 1
def spin2():
    for i in iter(int, 1): pass
def spin3():
    while True: ident(1)
def spin4():
    while 1: pass
for s in (spin, spin2, spin3, spin4):
    def alarm(*a): raise KeyboardInterrupt
    signal.signal(signal.SIGALRM, alarm); signal.setitimer(signal.ITIMER_REAL, .02)
    try: s()
    except KeyboardInterrupt: print("interrupted", s.__name__)
sys.setswitchinterval(1e-4)
stop = []
def worker(): 
    while not stop: pass
t = threading.Thread(target=worker); t.start(); time.sleep(.01); stop.append(1); t.join(); print("joined")
hooked = []
sys.addaudithook(lambda e, a: hooked.append(e) if e == "mine" else None)
def audited(): sys.audit("mine", 1)
audited(); print(hooked)
def big():
    try: return [0] * (1 << 62)
    except MemoryError: return "memory"
def big2():
    try: return "x" * (1 << 62)
    except (MemoryError, OverflowError) as e: return type(e).__name__
print(big(), big2())
import tracemalloc
tracemalloc.start(2)
def alloc(): 
    x = bytearray(100000)
    return x
keep = alloc(); print([(f.lineno - alloc.__code__.co_firstlineno) for f in tracemalloc.get_object_traceback(keep)][-1:]); tracemalloc.stop()
import cProfile, pstats, io, profile, trace, bdb, pdb
def fib(n): return n if n < 2 else fib(n-1) + fib(n-2)
def wl(): fib(5); sorted([3,1,2], key=lambda x: -x); "a".join(["x"]); [].append(1); return max(1, 2)
for P in (cProfile.Profile, profile.Profile):
    p = P(); p.runcall(wl)
    p.create_stats()
    print(sorted((k[2], v[0], v[1]) for k, v in p.stats.items() if "disable" not in k[2] and "profil" not in k[2]))
def partial():
    p = cProfile.Profile(); fib(3); p.enable(); fib(4); len([]); p.disable(); fib(2); p.create_stats()
    return sorted((k[2], v[0], v[1]) for k, v in p.stats.items())
print(partial())
t = trace.Trace(count=1, trace=0, ignoredirs=[sys.prefix]); t.runfunc(wl)
print(sorted((k[1] - fib.__code__.co_firstlineno, v) for k, v in t.results().counts.items() if k[0] == __file__))
def debugged(n):
    t = 0
    p.set_trace()
    for i in range(n):
        t += fib(i)
    return t
out = io.StringIO(); p = pdb.Pdb(stdin=io.StringIO("n\nn\ns\nw\nr\nu\np t\nd\np n\n!t = 100\nn\np t\nc\n"), stdout=out, nosigint=True, readrc=False)
print(debugged(3)); print(out.getvalue().replace(__file__, "F"))
