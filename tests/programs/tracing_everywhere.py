# opt: -O2
# kind: script
"""Tracing and profiling switched on, off and swapped from every operator and death of an object: the events that follow.

Each function runs once for each time that it enters a method of the nasty object, which then does something to the tracer. What is
printed are checksums of the events; with names of functions as arguments, the events. `opcodes` as an argument adds opcode events, of
which compiled code reports fewer: tests/differences.toml.
"""
import gc
import sys
import zlib

events = []
actions = {}
remaining = -1
action = None


def name_of(arg):
    return getattr(arg, "__name__", None) or (arg[0].__name__ if isinstance(arg, tuple) and arg else type(arg).__name__)


def line_in(code, line):
    return "none" if line is None else line - code.co_firstlineno


def place(frame):
    return f"{frame.f_code.co_name}+{line_in(frame.f_code, frame.f_lineno)}"


def tracer(frame, event, arg):
    if frame.f_code.co_filename != __file__ or frame.f_code in QUIET:
        return None
    events.append(f"{place(frame)}:{event}:{name_of(arg)}" + (f"@{frame.f_lasti}" if event == "opcode" else ""))
    return tracer


def other_tracer(frame, event, arg):
    if frame.f_code.co_filename != __file__ or frame.f_code in QUIET:
        return None
    events.append(f"other {place(frame)}:{event}:{name_of(arg)}")
    return other_tracer


def profiler(frame, event, arg):
    if frame.f_code.co_filename != __file__ or frame.f_code in QUIET:
        return
    events.append(f"profile {place(frame)}:{event}:{name_of(arg)}")


def frames():
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename == __file__ and frame.f_code not in QUIET:
            yield frame
        frame = frame.f_back


def trace():
    for frame in frames():
        frame.f_trace = tracer
    sys.settrace(tracer)


def opcodes():
    for frame in frames():
        frame.f_trace = tracer
        frame.f_trace_opcodes = True
    sys.settrace(tracer)


def new_frames():
    sys.settrace(tracer)


def profile():
    sys.setprofile(profiler)


def both():
    trace()
    sys.setprofile(profiler)


def swap():
    for frame in frames():
        frame.f_trace = tracer
    sys.settrace(tracer)
    for frame in frames():
        frame.f_trace = other_tracer
    sys.settrace(other_tracer)


def blink():
    sys.settrace(tracer)
    sys.setprofile(profiler)
    sys.settrace(None)
    sys.setprofile(None)


def trace_and_raise():
    trace()
    raise KeyError("fired")


def profile_and_raise():
    sys.setprofile(profiler)
    raise KeyError("fired")


ACTIONS = [trace, new_frames, profile, both, swap, blink, trace_and_raise, profile_and_raise]


def fire():
    global remaining
    remaining -= 1
    if remaining == -1:
        action()


class Nasty:
    """Does `fire` in each of its methods; what they give dies, which fires as well."""

    def __init__(self, depth=2):
        self.depth = depth

    def made(self):
        fire()
        return Nasty(self.depth - 1) if self.depth > 0 else 1

    def __del__(self):
        fire()

    def __bool__(self):
        fire()
        return self.depth > 1

    def __len__(self):
        fire()
        return 2

    def __iter__(self):
        fire()
        return Items()

    def __contains__(self, item):
        fire()
        return True

    def __getattr__(self, name):
        fire()
        if name == "missing":
            raise AttributeError(name)
        return 5

    def __setattr__(self, name, value):
        if name != "depth":
            fire()
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        fire()

    def __setitem__(self, key, value):
        fire()

    def __delitem__(self, key):
        fire()

    def __enter__(self):
        return self.made()

    def __exit__(self, *error):
        fire()
        return True

    def __hash__(self):
        fire()
        return 7

    def __eq__(self, other):
        fire()
        return True

    def __lt__(self, other):
        return self.made()

    def __index__(self):
        fire()
        return 1

    def __format__(self, spec):
        fire()
        return "nasty"

    def __call__(self, *args, **kw):
        return self.made()

    def __getitem__(self, key):
        return self.made()

    def __add__(self, other):
        return self.made()

    __radd__ = __iadd__ = __sub__ = __mul__ = __lshift__ = __imatmul__ = __add__

    def __neg__(self):
        return self.made()

    __invert__ = __pos__ = __neg__

    def keys(self):
        fire()
        return ["a", "b"]

    @property
    def prop(self):
        return self.made()

    @classmethod
    def make(cls):
        fire()
        return cls()


class Items:
    def __init__(self):
        self.left = 2

    def __iter__(self):
        return self

    def __next__(self):
        fire()
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return Nasty(0)


# --- What is traced


def operators(n):
    x = n + 1, -n
    n += 2; y = n - 1
    return (+y if y else 3) + ~Nasty()


def returned(n):
    return +n


def returned_attribute(n):
    return n.prop


def attributes(n):
    n.a = n.b
    del n.a; n.c = 3
    return [n.prop, n.make()], n.keys()


def items(n):
    n[1] = n[0]; z = n[1:2]
    del n[0]
    return z[0]


def truth(n):
    if n and not n[0]:
        return 1
    elif n or n: x = 2
    while n.prop:
        break
    return 3 if n else 4


def compares(n):
    if n < 3: x = n == 4
    else:
        x = 3
    return 1 < n < 3, n in [n, 1], 1 in n, n is None


def containers(n):
    d = {n: 1, "k": n[0]}; s = {n, 2}
    t = [*n, n[0]], {**n}, (*n, 1)
    return f"{n:>3} {n!r:.2}" and len(d)


def unpacks(n):
    a, b = n; c = a
    x, *y = n
    (p, q), z = n, n[0]
    return a


def loops(n):
    for i in n:
        for j in n: k = j
        i = None
    else:
        k = 1
    return [x + 1 for x in n if x], {x: 1 for x in n}


def deaths(n):
    n[0]; n[1]
    a = n[0]
    a = None; b = 1
    n = 3
    return b


def local_deaths(n):
    a = Nasty(0); b = Nasty(0)
    return 1


def calls(n):
    n(1, n[0])(2); len(n)
    x = max(*n, key=lambda v: 1), dict(**n)
    print(end=f"{n}"[:0])
    return n(a=n.prop)


def contexts(n):
    with n as a, n[1] as b:
        c = a
    with n: raise ValueError
    return 1


def failing(n):
    try:
        n.missing
    except AttributeError as e: x = n[0]
    finally:
        y = n.prop
    return [1][n[0] + 5]


def raising(n):
    try:
        raise ValueError(n[0]) from n.missing
    except (KeyError, n.x if False else AttributeError):
        raise


def reraising(n):
    try:
        try:
            n.missing
        finally:
            n[0]
    except AttributeError:
        x = 1
    return x


def unwound(n):
    return [n[0], Nasty(0), n.missing]


class Held:
    def __init__(self, n, other):
        self.n = n

    def __del__(self):
        fire()

    def fails(self, n):
        m = 3
        return Held(Held(m, m), m.missing)


def unwound_without_frames(n):
    held = Held(n, n)
    for i in range(3):
        try: held.fails(n)
        except AttributeError: x = i
    return held.fails(n)


def matches(n):
    match n[0]:
        case 3: return 1
        case Nasty(prop=1, depth=d): x = d
        case _: x = 2
    match n:
        case {"a": a}: y = 1
        case [a, b]: y = 2
        case Nasty(): y = 3
    return x, y


def annotated(n):
    x: int = n[0]
    try:
        y: int = n.prop
    except KeyError: pass
    return 1


def asserts(n):
    assert n, n[0]
    assert n.prop < 5, n[0]
    return 1


def generator(n):
    x = yield n[0]
    try:
        y = yield +n
    except KeyError: yield n.prop
    finally:
        n[0]
    yield from n
    return n[1]


def generated(n):
    g = generator(n)
    next(g); g.send(3)
    try: g.throw(KeyError)
    except KeyError: return 1
    return list(g)


def closed(n):
    g = generator(n)
    next(g); g = None
    g = generator(n); next(g)
    return sum(1 for x in n if x)


class Awaitable:
    def __init__(self, n):
        self.n = n

    def __await__(self):
        yield self.n[0]
        return self.n[1]


async def coroutine(n):
    x = await Awaitable(n); y = n[0]
    async with Manager(n) as m:
        z = m
    async for i in Asynchronous(n): j = i
    return [k async for k in Asynchronous(n)]


class Manager:
    def __init__(self, n):
        self.n = n

    async def __aenter__(self):
        return self.n[0]

    async def __aexit__(self, *error):
        return self.n.prop


class Asynchronous:
    def __init__(self, n):
        self.n = n
        self.left = 2

    def __aiter__(self):
        fire()
        return self

    async def __anext__(self):
        fire()
        self.left -= 1
        if self.left < 0:
            raise StopAsyncIteration
        return self.left


def awaited(n):
    c = coroutine(n)
    try:
        for i in range(9): c.send(None)
    except StopIteration as e:
        return e.value
    c.close()


def nested(n):
    def inner(m=n[0]):
        nonlocal n
        n = m; return n
    class Made(metaclass=lambda *a: n.prop):
        x: n[0] = n[1]; y = 2
    return inner(n[1]), (lambda: n)()


def globals_die(n):
    global G
    G = Nasty(0)
    G = 1; del G
    return 1


def long_line(n):
    return [n[0], len("abc"), n +
            1, max(1, 2),
            n.prop]


def loop_head(n):
    i = 0
    while i < 3 and n[i]: i += 1
    while n:
        i += 1
        if i > 4: return i
        continue
    return i


def exception_group(n):
    try:
        raise ExceptionGroup("g", [ValueError(n[0]), KeyError(1)])
    except* ValueError as e: x = n[0]
    except* KeyError:
        y = n.prop
    return 1


def imports(n):
    from math import floor; n[0]
    import os.path as p
    return floor


FUNCTIONS = [operators, returned, returned_attribute, attributes, items, truth, compares, containers, unpacks, loops, deaths, local_deaths,
             calls, contexts, failing, raising, reraising, unwound, unwound_without_frames, matches, annotated, asserts, generated, closed,
             awaited, nested, globals_die, long_line, loop_head, exception_group, imports]


def run(function, how, at):
    global action, remaining
    events.clear()
    action, remaining = how, at
    n = Nasty()
    try:
        result = function(n)
    except Exception as e:
        result = e
        lines = []
        tb = e.__traceback__
        while tb is not None:
            lines.append(line_in(tb.tb_frame.f_code, tb.tb_lineno))
            tb = tb.tb_next
        tb = None
        events.append(f"raised {lines[1:]}")
    sys.settrace(None)
    sys.setprofile(None)
    fired = remaining < 0
    remaining = 1 << 30
    events.append(f"result {type(result).__name__}")
    n = result = None
    return fired


def unraisable(details):
    events.append(f"unraisable {details.exc_type.__name__}")


QUIET = {f.__code__ for f in (run, name_of, line_in, place, frames, fire, unraisable, opcodes, *ACTIONS)}


def main(names):
    gc.disable()
    if "opcodes" in names:
        names.remove("opcodes")
        ACTIONS[:] = [opcodes]
    sys.unraisablehook = unraisable
    for function in FUNCTIONS:
        if names and function.__name__ not in names:
            continue
        for how in ACTIONS:
            sums = []
            for at in range(200):
                if not run(function, how, at):
                    break
                if names:
                    print(function.__name__, how.__name__, at, *events)
                sums.append(f"{zlib.crc32(repr(events).encode()):08x}")
            print(function.__name__, how.__name__, len(sums), *sums)


main(sys.argv[1:])
