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

class Shape:
    def __init__(self, side): self.side = side; self.kept = None
    def area(self): return self.side * 2
    def keep(self, x): self.kept = x; return self
    def item(self, k): return self.kept[k]
    def grown(self, by): self.side += by; return self.area() + self.side
class Square(Shape):
    def area(self): return self.side * self.side
class Circle(Shape):
    def area(self): return self.side * 3.5
    def item(self, k): return [self.kept, k]
def machine_numbers(i):
    total, x, xs = i, 0.5, [0] * 5
    for k in range(20):
        total += k * 1000003 - i
        x = x * 1.5 + total
        xs[k % 5] += total % 1000
        if k == i % 25: total = str(total); x = [x]; total = len(total) + 10**19; x = x[0]
    while total > 10**6: total //= 7
    return total, x, xs, sum(xs) / (total or 1)
def methods(i):
    shapes = [Square(i), Circle(i + 1000), Shape(i * 1.5), Square([i]), Circle(10**20)]
    found = 0
    for s in shapes:
        s.keep([i, s.side]).keep((i + 1000, str(i)))
        try: found += s.area() + s.grown(1)
        except TypeError as e: s.keep(e); s.kept = str(s.kept)
        try: found += len(s.item(1)) + s.item(i % 4)
        except (IndexError, TypeError) as e: s.keep(e.args)
    return found, [s.kept for s in shapes]
def suspended(i):
    def running(xs):
        total = 0.0
        for x in xs:
            if isinstance(x, int): total += x * 1.5
            got = yield total
            if got: total = got
    def numbers(n):
        for k in range(n): yield k * 1000003 + i
    a = running([1, 2.5, i]); next(a); a.send(str(i) if i % 3 else 2)
    try: next(a)
    except (TypeError, StopIteration): pass
    b = numbers(5); next(b); b.close(); del b
    return sum(numbers(4)), max(numbers(3)), [*running(numbers(2))], any(x > i for x in numbers(3)), a
def text(i):
    s, n = "", {}
    for c in f"a{i},b-{i},c":
        if c.isdigit() or c in "ab": s += c
        elif c.startswith(("c", "-")) is True: s = s.upper().replace("A", "xy").strip("x")
        n[c] = n.get(c, i * 1000) + 1
    parts = [p.split("-") for p in s.lower().split("b")]
    for p in parts: p.append(p.pop() + chr(97 + i % 26)); p.extend(p); p[0] = p[1:]
    return parts, n, s[1:-1], min(n.values()), ord(s[0]), sorted(n, key=lambda k: (n[k], k))
def held(i):
    xs = [[i], [i + 1]]
    for x in xs:
        x += xs.pop() if len(xs) > 1 else [i]
    a = b = [i + 1000]
    a += (lambda: b.clear() or [1])()
    try: a[i], b = b, a[5]
    except IndexError as e: a = e
    return a, b
def raised(i):
    kept = []
    for k in range(6):
        try:
            if k % 2: raise ValueError
            if k == 4: raise KeyError(i, [k])
            [][k * 1.0 if k == 2 else k]
        except (ValueError, TypeError) as e:
            if k == 3: kept.append(e)
        except LookupError as e:
            try: raise
            except Exception as again: kept.append(again.__traceback__.tb_lineno)
    return kept
'''

NAMES = """arithmetic call_all closure generator coroutine errors containers matching classes deletes imports make_class machine_numbers methods
suspended text held raised""".split()


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
    """What grew, or nothing. In the debug build compiled code keeps sys.gettotalrefcount() right as well: refleaks.py relies on it, so it may not shrink."""

    def repeat(n):
        for i in range(n):
            function(i % 100)
        gc.collect()

    def measure():
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return sum(map(sys.getrefcount, objects)), sys.getallocatedblocks(), total(), memory

    total = getattr(sys, "gettotalrefcount", lambda: 0)
    objects = watched(function)
    repeat(200)
    repeat(calls // 5)
    before = measure()
    repeat(calls)
    references, blocks, counted, kib = (b - a for a, b in zip(before, measure()))
    # A few are caches that fill; a leak shows as one per hundred calls or more.
    few = calls // 200 + 20
    if references > few or blocks > few or abs(counted) > few or kib > 4096:
        return f"{calls} calls left {references} references, {blocks} blocks, {counted} in the total, {kib} KiB"
    return ""


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
