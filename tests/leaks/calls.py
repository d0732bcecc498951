"""Calls compiled functions of every kind many times: no reference may be left (debug build), and memory must not grow.

    calls.py [CALLS]        with runtime/python on PYTHONPATH; compiles itself, ends with `N passed, N failed`
"""

import gc
import resource
import sys

SUBJECTS = '''
import contextlib

class Base:
    def method(self, x): return x
class Derived(Base):
    n = 0
    def method(self, x):
        self.n = x
        return super().method(self.n)
    @property
    def p(self): return [self]
    def __enter__(self): return self
    def __exit__(self, *e): return True

def arithmetic(i):
    a = i * 1000003 + 7
    b = a / 3 - 2.5
    a += 10**20
    return a // 7, -b, a < b < 3, not a, a if b else i
def parameters(i, /, b=[1], *c, k=None, **d):
    return b, c, k, d
def call_all(i):
    parameters(i, *[2, i], k=i, z=str(i), **{"y": i})
    try: parameters()
    except TypeError: pass
def closure(i):
    total = [i]
    def inner(x):
        nonlocal total
        total = total + [x]
        return lambda: total
    return inner(i + 1000)()
def generator(i):
    def g():
        try:
            got = yield [i]
            yield from (x + i for x in range(3))
            return got
        finally: str(i)
    a = g(); next(a); a.send(i)
    b = g(); next(b)
    try: b.throw(ValueError(i))
    except ValueError: pass
    c = g(); next(c); c.close()
    d = g(); next(d)
    return list(g())
def coroutine(i):
    async def agen():
        for x in range(2): yield x + i
    async def co():
        async with contextlib.nullcontext([i]) as x:
            return [y async for y in agen()], await other(), x
    async def other(): return [i]
    c = co()
    try: c.send(None)
    except StopIteration as e: return e.value
def errors(i):
    try:
        try: raise KeyError(i)
        except KeyError as e: raise ValueError([i]) from e
        finally: str(i)
    except ValueError as e: kept = e.__cause__
    try: raise ExceptionGroup("g", [ValueError(i), TypeError(i)])
    except* ValueError as e: pass
    except* TypeError as e: pass
    with Derived(): [][i]
    try: return undefined
    except NameError: return None
def containers(i):
    a = [i, *range(3), [i + 500]]; d = {"a": a, **{"b": i}}; s = {i, "x", *a[:2]}
    x, (y, *z) = a[0], a
    del a[0], d["a"]; a[1:2] = [7, i]; d["c"] = z
    for k, v in d.items():
        if v is None: break
    else: k = v
    return {k: [v] for k, v in d.items()}, {str(v) for v in s}, f"{a!r:>5}{i:x}"
def matching(i):
    for x in ({"k": [i, 1], "z": i}, [i, i + 1, i + 2], Derived(), i, "s"):
        match x:
            case {"k": [1, *r], **rest}: pass
            case {"k": r}: pass
            case [a, *b] if a > b[0]: pass
            case [a, b, c] | [a, b, c, _]: pass
            case Derived(n=0 as q): pass
            case int(w): pass
            case other: pass
def classes(i):
    d = Derived(); d.x = [i]; del d.x
    return d.method(i + 1000), d.p, [d.method(k) for k in range(3)]
def deletes(i):
    x = [i]; del x
    try: return x
    except UnboundLocalError as e: return str(e)
def imports(i):
    import os.path as p
    from math import floor
    return p, floor
def make_class(i):
    class C:
        x = i
        def m(self): return __class__
    return C().m() is C
'''

NAMES = "arithmetic call_all closure generator coroutine errors containers matching classes deletes imports make_class".split()


def main(calls):
    import coconut
    from coconut import _codes, _compile, _runtime

    code = compile(SUBJECTS, "subjects.py", "exec")
    _runtime.attach(_compile.library(code, "subjects.py"), (code,), False)
    missing = [c.co_qualname for c in _codes.all_of(code) if not coconut.info(c).compiled]
    namespace = {"__name__": "subjects"}
    exec(code, namespace)
    failed = [f"{name}: not compiled" for name in missing]
    passed = 0
    for name in NAMES:
        problem = check(namespace[name], calls if name != "make_class" else calls // 20)
        print(f"{'FAIL' if problem else 'ok  '} {name} {problem}", flush=True)
        if problem:
            failed.append(name)
        else:
            passed += 1
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


def watched(function):
    """Objects that live through the calls: what every function refers to, by its code, its globals and its types."""
    found = [None, True, False, ..., NotImplemented, (), "", b"", *range(-5, 257), *function.__globals__.values(), *vars(__builtins__).values()]
    return found + gc.get_objects()[:5000] + list(map(type, found))


def check(function, calls):
    """What grew, or nothing. sys.gettotalrefcount does not say: native code counts references without counting the counting."""

    def repeat(n):
        for i in range(n):
            function(i % 100)
        gc.collect()

    def measure():
        return sum(map(sys.getrefcount, objects)), sys.getallocatedblocks(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    objects = watched(function)
    repeat(200)
    repeat(calls // 5)
    before = measure()
    repeat(calls)
    references, blocks, kib = (b - a for a, b in zip(before, measure()))
    # A few are caches that fill; a leak shows as one per hundred calls or more.
    if references > calls // 200 + 20 or blocks > calls // 200 + 20 or kib > 4096:
        return f"{calls} calls left {references} references, {blocks} blocks, {kib} KiB"
    return ""


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
