"""What generated programs find among their globals: objects that misbehave in every way operators allow, all of it logged.

A World is made anew for each program. Nothing in a log depends on addresses, hashes or time.
"""

import re
import sys
import types

FUEL = 60
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")


class OutOfFuel(BaseException):
    """Ends a program that has run for long enough."""


class Oops(Exception):
    """What misbehaving objects raise."""


def clean(text):
    return ADDRESS.sub("0x", text)


class World:
    """The log, the fuel and the objects of one program."""

    def __init__(self):
        self.log = []
        self.fuel = FUEL
        self.alive = 0
        self.tracing = False

    # --- Logging

    def say(self, *what):
        if len(self.log) < 3000:
            self.log.append(" ".join(map(str, what)))

    def show(self, value, depth=3):
        """A value as text, without running any code of the program."""
        kind = type(value)
        if kind in (int, bool, type(None), type(...), type(NotImplemented)):
            text = repr(value) if kind is not int or -(10**40) < value < 10**40 else f"int({value % 1000003})"
            return text
        if kind in (float, complex, str, bytes, bytearray, range, slice) and kind is not slice:
            return clean(repr(value))[:200]
        if depth == 0:
            return kind.__name__
        if kind in (list, tuple):
            inner = ", ".join(self.show(v, depth - 1) for v in list.copy(value)) if kind is list else ", ".join(self.show(v, depth - 1) for v in value)
            return f"{kind.__name__}({inner})"[:400]
        if kind in (set, frozenset):
            return f"{kind.__name__}({', '.join(sorted(self.show(v, depth - 1) for v in value))})"[:400]
        if kind is dict:
            return "{" + ", ".join(f"{self.show(k, depth - 1)}: {self.show(v, depth - 1)}" for k, v in dict.items(value))[:400] + "}"
        if isinstance(value, BaseException):
            return f"{kind.__name__}({', '.join(self.show(a, depth - 1) for a in value.args)})"[:400]
        if isinstance(value, type):
            return f"class {value.__name__}"
        if isinstance(value, types.FunctionType):
            return f"function {value.__qualname__}"
        if kind is types.MethodType:
            return f"method {value.__func__.__qualname__}" if hasattr(value.__func__, "__qualname__") else "method"
        name = vars(value).get("name") if kind.__module__ == __name__ and hasattr(value, "__dict__") else None
        return f"<{kind.__name__} {name}>" if name is not None else f"<{kind.__name__}>"

    # --- What programs call

    def tick(self, value=True):
        """Consumes fuel; its argument back."""
        self.fuel -= 1
        if self.fuel < 0:
            raise OutOfFuel
        return value

    def note(self, *values):
        """Logs its arguments; the last back."""
        self.say("note", *(self.show(v) for v in values))
        return values[-1] if values else None

    def boom(self, *values):
        """Raises."""
        self.say("boom")
        raise Oops(*values)

    def seen(self, error):
        """Logs an exception that was caught, with its traceback."""
        self.log += describe_error(self, error)

    def peek(self):
        """Logs the frames of the program: where they are, which locals they have. Not f_lasti: where CPython inlines a call it
        stands on the call's last cache entry, and on the call itself where an eval-frame hook is set."""
        frame = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename == "fuzz.py":
            names = ", ".join(f"{k}={self.show(v, 1)}" for k, v in sorted(frame.f_locals.items()) if not k.startswith("__"))
            self.say("frame", frame.f_code.co_qualname, frame.f_lineno, list(frame.f_code.co_positions())[frame.f_lasti // 2], names if frame.f_code.co_name != "<module>" else "")
            frame = frame.f_back

    def trace(self):
        """Switches tracing on or off, in the frames that run too."""
        self.tracing = not self.tracing
        self.set_tracing(self.tracing)

    def set_tracing(self, on):
        function = self.tracer if on else None
        frame = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename == "fuzz.py":
            frame.f_trace = function
            frame = frame.f_back
        sys.settrace(function)

    def tracer(self, frame, event, arg):
        if frame.f_code.co_filename != "fuzz.py":
            return None
        self.say("trace", event, frame.f_code.co_name, frame.f_lineno, self.show(arg, 1) if event == "return" else "")
        return self.tracer

    def drive(self, coroutine, steps=8):
        """Runs a coroutine by hand; its result, or None when it still waits after `steps`."""
        value = None
        for i in range(steps):
            try:
                got = coroutine.throw(Oops("thrown")) if i == 4 else coroutine.send(value)
            except StopIteration as stop:
                return stop.value
            self.say("awaited", self.show(got))
            value = i
        coroutine.close()
        return None

    def pull(self, iterator, steps=4):
        """At most `steps` items of an iterator."""
        result = []
        for _ in range(steps):
            try:
                result.append(next(iterator))
            except StopIteration:
                break
        return result

    def namespace(self):
        """The globals of a program."""
        world = self
        names = {
            name: getattr(self, name) for name in ("tick", "note", "boom", "seen", "peek", "trace", "drive", "pull")
        }
        made = make_classes(world)
        names.update(made)
        names["Oops"] = Oops
        names["OutOfFuel"] = OutOfFuel
        names["P"] = probe = made["Probe"]
        names["G"] = [1, 2, 3]
        names["H"] = {"a": 1, "b": probe("hb")}
        names["N"] = 7
        names["__name__"] = "fuzz"
        names["__builtins__"] = __builtins__
        return names


OPERATORS = (
    "add sub mul truediv floordiv mod pow matmul lshift rshift and or xor iadd isub imul iand ior imatmul radd rsub rmul rand ror "
    "rpow rmatmul neg pos invert lt le eq ne gt ge contains getitem setitem delitem len bool index int float hash enter exit iter "
    "next call getattr setattr delattr await aenter aexit aiter anext set_name missing format"
).split()


def make_classes(world):
    """The classes of misbehaving objects, with their log."""

    class Probe:
        """Logs every operation; `fails` names those that raise, `refuses` those that return NotImplemented."""

        def __init__(self, name="p", fails=(), refuses=(), truth=True):
            world.alive += 1
            self.__dict__.update(name=name, fails=fails, refuses=refuses, truth=truth, count=0)

        def _do(self, operation, result):
            world.say(operation, self.name)
            self.__dict__["count"] += 1
            if operation in self.fails or "all" in self.fails:
                raise Oops(operation, self.name)
            if operation in self.refuses:
                return NotImplemented
            return result

        def __del__(self):
            world.alive -= 1
            world.say("del", self.name)
            if "del" in self.fails:
                raise Oops("del", self.name)

        def __repr__(self):
            return f"<{self.name if type(self.name) is str else type(self.name).__name__}>"

        def __hash__(self):
            return len(self.name)

        def __eq__(self, other):
            return self._do("eq", self is other)

        def __bool__(self):
            return self._do("bool", self.truth)

        def __len__(self):
            return self._do("len", 2)

        def __index__(self):
            return self._do("index", 1)

        def __contains__(self, item):
            return self._do("contains", item is self)

        def __getitem__(self, key):
            world.say("key", world.show(key))
            return self._do("getitem", [self.name, key])

        def __setitem__(self, key, value):
            self._do("setitem", None)

        def __delitem__(self, key):
            self._do("delitem", None)

        def __iter__(self):
            return Items(self, self._do("iter", 3))

        def __call__(self, *args, **kwargs):
            world.say("arguments", world.show(args), world.show(kwargs))
            return self._do("call", args[0] if args else self)

        def __enter__(self):
            return self._do("enter", self)

        def __exit__(self, kind, value, traceback):
            world.say("exit with", world.show(value))
            return self._do("exit", "swallow" in self.name)

        def __await__(self):
            self._do("await", None)
            got = yield self.name
            world.say("await got", world.show(got))
            return self

        async def __aenter__(self):
            await self
            return self._do("aenter", self)

        async def __aexit__(self, kind, value, traceback):
            await self
            return self._do("aexit", "swallow" in self.name)

        def __aiter__(self):
            return self._do("aiter", Items(self, 2))

        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            world.say("attribute", name)
            return self._do("getattr", name)

        def __setattr__(self, name, value):
            self._do("setattr", None)
            if name != "refused":
                self.__dict__[name] = value

        def __delattr__(self, name):
            self._do("delattr", None)
            self.__dict__.pop(name, None)

        def __format__(self, how):
            return self._do("format", f"{self.name}:{how}")

    def operator(name, result):
        def method(self, *others):
            world.say("operands", *(world.show(o) for o in others))
            return self._do(name, result(self))

        return method

    for name in OPERATORS[:31]:
        setattr(Probe, f"__{name}__", operator(name, (lambda self: self) if name[0] == "i" else (lambda self: Probe(self.name[:6] + "'"))))
    for name in ("lt", "le", "gt", "ge", "ne"):
        setattr(Probe, f"__{name}__", operator(name, lambda self: self.truth))

    class Items:
        """An iterator that is logged, and fails in the middle where its probe says so."""

        def __init__(self, probe, count):
            world.alive += 1
            self.probe, self.left, self.name = probe, count, probe.name

        def __del__(self):
            world.alive -= 1
            world.say("del items of", self.name)

        def __iter__(self):
            return self

        def __aiter__(self):
            return self

        def __next__(self):
            if self.left == 0:
                raise StopIteration
            self.left -= 1
            if self.left == 1:
                self.probe._do("next", None)
            return Probe(f"{self.name}.{self.left}"[:8])

        async def __anext__(self):
            await self.probe
            try:
                return next(self)
            except StopIteration:
                raise StopAsyncIteration from None

    class Described:
        """A descriptor that logs and, named `bad…`, raises."""

        def __init__(self, name):
            self.name = name

        def __set_name__(self, owner, name):
            world.say("set_name", name)

        def __get__(self, instance, owner):
            world.say("get", self.name)
            if self.name.startswith("bad"):
                raise AttributeError(self.name)
            return self.name

        def __set__(self, instance, value):
            world.say("set", self.name, world.show(value))

        def __delete__(self, instance):
            world.say("delete", self.name)

    class Meddler:
        """Changes containers of others, and the locals of its caller's frames, whenever it is used."""

        def __init__(self, target=None):
            world.alive += 1
            self.name, self.target, self.left = "m", target, 6

        def meddle(self):
            world.say("meddle", world.show(self.target, 1))
            if self.left == 0:
                return
            self.left -= 1
            if type(self.target) is list:
                if self.left % 2:
                    self.target.clear()
                else:
                    self.target.append(self.left)
            elif type(self.target) is dict:
                self.target.pop(next(iter(self.target), None), None)
                self.target[f"k{self.left}"] = self.left
            else:
                world.peek()

        def __del__(self):
            world.alive -= 1
            world.say("del meddler")
            self.meddle()

        def __eq__(self, other):
            self.meddle()
            return NotImplemented if self.left % 2 else True

        def __hash__(self):
            self.meddle()
            return 1

        def __lt__(self, other):
            self.meddle()
            return True

        def __bool__(self):
            self.meddle()
            return self.left % 2 == 0

        def __add__(self, other):
            self.meddle()
            return other

        def __radd__(self, other):
            self.meddle()
            return self

        def __index__(self):
            self.meddle()
            return 0

        def __repr__(self):
            return "<m>"

    class Tracer:
        """Switches tracing when it dies or is tested."""

        name = "tracer"

        def __init__(self):
            world.alive += 1

        def __del__(self):
            world.alive -= 1
            world.trace()

        def __bool__(self):
            world.trace()
            return True

    return {"Probe": Probe, "Described": Described, "Meddler": Meddler, "Tracer": Tracer}


def describe_error(world, error):
    """An exception with its message, chain and the positions of its traceback, as lines."""
    lines, seen = [], set()

    def walk(e, label):
        if e is None or id(e) in seen or len(lines) > 200:
            return
        seen.add(id(e))
        try:
            text = clean(str(e))
        except BaseException as inner:
            text = f"no text: {type(inner).__name__}"
        lines.append(f"{label} {type(e).__name__}: {text[:300]} notes {getattr(e, '__notes__', None)} {e.__suppress_context__}")
        tb = e.__traceback__
        while tb is not None:
            code = tb.tb_frame.f_code
            if code.co_filename == "fuzz.py":
                position = list(code.co_positions())[tb.tb_lasti // 2]
                lines.append(f"  {code.co_qualname} line {tb.tb_lineno} {position}")
            tb = tb.tb_next
        if isinstance(e, BaseExceptionGroup):
            for inner in e.exceptions:
                walk(inner, "  member")
        walk(e.__cause__, "cause")
        walk(e.__context__, "context")

    walk(error, "error")
    return lines
