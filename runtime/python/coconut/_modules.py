"""What runs of a program teach of its modules, kept from one run to the next.

Beside the entry of a module's code in the cache, named after it:

- `.hot`: paths of libraries, a line each, that the module gets when it is imported. A `=` before one says that it has all that those above it have, and
  better than those that stand below it, but for such with a `+`: what they have was compiled since, by what was known then.
- `.seen`: for parts of the module, by number, how often the clock found them in the interpreter, whether they are settled, the guards they do
  without, and what the interpreter had learned of them when they were compiled.

When a program ends, functions that the clock has met twice, in this run or others, are compiled behind it, and what has been compiled one by one as it
became hot is *settled*: compiled once more, all that matters of a module at once and with the rest of it to look at, so that calls are
direct and types are known by the names they go by.
"""

import _imp
import marshal
import os
import sys
from _weakref import ref

from coconut import _compile, _runtime

SHARE = 100         # calls that make a function hot, for a tick of the clock, in any run, that makes it worth a compilation behind the program
LARGE = 60_000      # bytes of code: more are not settled at once
MODULES = 8         # settled behind one run
PATIENCE = 180      # seconds after which nobody is at a compilation that nobody waits for: LINGER of tools/coconut/serve.ts, and what went before

_CODE = type((lambda: 0).__code__)
_ENOUGH = 1 << 20   # ticks, for what is worth it in any case


class Module:
    """A module's code, and its parts: all code objects in it, outermost first, by weak references. `base` is its entry in the cache."""

    def __init__(self, code, base):
        self.base = base
        self.name = code.co_filename
        self.parts = [ref(part) for part in parts(code)]
        self.named = {}     # functions by their names
        for part in self.parts:
            self.named.setdefault(part().co_name, []).append(part)
        self.code = None    # its own code, where it lives as long as the program anyway
        self.together = set()   # numbers of the parts that were compiled at once in this run

    def _lines(self):
        try:
            with open(self.base + ".hot", encoding="utf-8") as file:
                return file.read().split()
        except OSError:
            return []

    def libraries(self):
        """What earlier runs have compiled of it, in the order to attach it: what comes later counts."""
        lines = _since_settled([line for line in self._lines() if os.path.exists(_library(line))])
        return [_library(line) for line in sorted(dict.fromkeys(lines), key=lambda line: line[0] in "=+")]

    def is_lost(self):
        """Has what would settle it never come, or gone? A machine may have been switched off."""
        last = [_library(line) for line in self._lines() if line[0] == "="][-1:]
        base = last[0][:-3] if last else ""
        return bool(last) and not os.path.exists(last[0]) and not os.path.exists(base + ".error") and not _is_under_way(base)

    def add(self, library, kind=""):
        """Adds a library to the list. `kind`: `=`, `+` or nothing."""
        line = kind + os.path.relpath(library, _compile.cache_folder())
        os.makedirs(os.path.dirname(self.base), exist_ok=True)
        if line not in _since_settled(self._lines()):
            with open(self.base + ".hot", "a", encoding="utf-8") as file:
                file.write(line + "\n")

    def seen(self):
        """What runs have seen of parts, by their numbers, as Seen.row gives it."""
        try:
            with open(self.base + ".seen", "rb") as file:
                found = marshal.loads(file.read())
            return found if type(found) is dict else {}
        except (OSError, ValueError, EOFError, TypeError):
            return {}

    def keep(self, seen):
        os.makedirs(os.path.dirname(self.base), exist_ok=True)
        scratch = f"{self.base}.{os.getpid()}.seen"
        with open(scratch, "wb") as file:
            file.write(marshal.dumps(seen))
        os.replace(scratch, self.base + ".seen")

    def whole(self, opt, now):
        """The module's code object, which may be gone: then from where the import system has it. None where that is not the same. `now`: while the
        program runs, which must not see that it is compiled."""
        code = self.code or self.parts[0]()
        if code is not None:
            return code
        for make in (self._from_cache,) if now else (self._from_cache, self._from_source):
            try:
                code = make()
            except Exception:
                continue
            _imp._fix_co_filename(code, self.name)
            if _compile._entry(code, opt) == self.base:
                return code
        return None

    def _from_cache(self):
        path = sys.modules["_frozen_importlib_external"].cache_from_source(self.name)
        with open(path, "rb") as file:
            return marshal.loads(file.read()[16:])

    def _from_source(self):
        import warnings

        with open(self.name, "rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return compile(file.read(), self.name, "exec", dont_inherit=True)


def _is_under_way(base):
    """Does a compiler work at an entry of the cache, or is it about to? At the end of a program only: it would see the import."""
    from time import time

    folder, name = os.path.split(base)
    try:
        sources = [other for other in os.listdir(folder) if other.startswith(name + ".") and other.endswith(".jit.code")]
        return any(time() - os.stat(os.path.join(folder, other)).st_mtime < PATIENCE for other in sources)
    except OSError:
        return False


def _since_settled(lines):
    """The end of a list of libraries from the last one that settles."""
    settled = [i for i, line in enumerate(lines) if line[0] == "="]
    return lines[settled[-1] :] if settled else lines


def _library(line):
    """The library that a line of a list names."""
    return os.path.join(_compile.cache_folder(), line.lstrip("=+"))


def parts(code):
    """A code object and all inside it, outermost first: the order of allCode of lib/cpython/code.ts."""
    yield code
    for c in code.co_consts:
        if type(c) is _CODE:
            yield from parts(c)


class Seen:
    """What is known of a part: ticks that found it in the interpreter, whether it is settled, offsets of the guards it does without, and the
    bytecode that the interpreter had made of it before it was compiled; no bytes where it is not."""

    def __init__(self, row=(0, False, (), b"")):
        self.ticks, self.settled, self.offsets, self.learned = row
        self.native = False     # in this run

    def row(self):
        return self.ticks, self.settled, self.offsets, self.learned


class Settling:
    """One module, at the end of a run or, with `now`, in it."""

    def __init__(self, jit, module, now):
        self.jit = jit
        self.module = module
        self.now = now
        self.before = module.seen()
        self.seen = {number: Seen(row) for number, row in self.before.items()}
        if not now and module.is_lost():
            for part in self.seen.values():
                part.settled = False
        self.ticks = 0          # of this run
        self.fresh = set()      # numbers of what is worth it and not settled
        self.wanted = set()     # of all that is worth it

    def add(self, code, number, ticks, native):
        """A part that has run, and how: natively, or found in the interpreter by so many ticks."""
        part = self.seen.setdefault(number, Seen())
        part.ticks = min(part.ticks + ticks, _ENOUGH)
        part.native = part.native or native
        self.ticks += ticks
        if not part.native and part.ticks * SHARE < self.jit.calls:
            return
        self.wanted.add(number)
        asked, form = self.jit.learned.get(id(code), (None, b""))
        if asked is not None and asked() is code:
            # One that was native from the start has taught nothing in this run.
            if form != code.co_code or not part.learned:
                part.learned = form
        elif not part.native:
            part.learned = code._co_code_adaptive
        _, offsets, _ = self.jit.dropped.get(id(code), (code, (), 0))
        if not set(offsets).issubset(part.offsets):
            part.offsets = tuple(sorted({*part.offsets, *offsets}))
            part.settled = False
        if not self.is_settled(number, part):
            self.fresh.add(number)

    def is_settled(self, number, part):
        return part.settled or (self.now and number in self.module.together)

    def keep(self):
        """For the runs to come."""
        seen = {number: part.row() for number, part in self.seen.items()}
        if seen != self.before:
            self.module.keep(seen)

    def ask(self):
        """Asks the service, if there is something to ask for: True."""
        root = self.module.whole(self.jit.opt, self.now) if self.fresh else None
        return root is not None and self.compile(root)

    def compile(self, root):
        codes = list(parts(root))
        settled = {number for number, part in self.seen.items() if self.is_settled(number, part)}
        # A few more are no reason to compile all again.
        if len(self.fresh) * 4 >= len(settled):
            only = self.with_callees(self.wanted | settled)
            if sum(len(codes[number].co_code) for number in only) <= LARGE:
                self.module.together.update(only)
                for number in () if self.now else only:
                    self.seen.setdefault(number, Seen()).settled = True
                return self.request(root, codes, only, True)
        only = {number for number in self.fresh if not self.seen[number].native or self.seen[number].offsets}
        return bool(only) and self.request(root, codes, self.with_callees(only), False)

    def with_callees(self, numbers):
        """Small functions of the module that they call come along."""
        codes = [self.module.parts[number]() for number in numbers]
        places = map(self.jit.place, self.jit.called_by([code for code in codes if code is not None]))
        return sorted(numbers.union(number for _, number in places))

    def request(self, root, codes, only, settles):
        guards = [(codes[number], self.seen[number].offsets) for number in only if number in self.seen]
        options = f',"only":{only},"osr":{"true" if self.now else "false"},"without":{self.jit.without(guards)}'
        base = _compile._entry_of((self.module.base + options).encode(), self.jit.opt)
        if os.path.exists(base + ".error"):
            return False
        if not self.now:
            self.module.add(base + ".so", "=" if settles else "+")
            if os.path.exists(base + ".so") or _is_under_way(base):
                return False
        alive = [(code, ()) for code in (self.module.parts[number]() for number in only) if code is not None]
        self.jit.request_whole(base, root, tuple(map(self.learned, range(len(codes)))), options, alive if self.now else None)
        return True

    def learned(self, number):
        part = self.seen.get(number)
        if part is not None and part.learned:
            return part.learned
        code = self.module.parts[number]()
        return b"" if code is None else code._co_code_adaptive


def settle(jit, hot=(), now=False):
    """Asks for what this run and those before found worth it: at the end of a program, or one module `now`. `hot`: code objects that became hot and are not compiled.
    Raises OSError."""
    found = {}
    for code, ticks, native in [*((code, _ENOUGH, False) for code in hot), *_runtime.jit_seen()]:
        place = jit.place(code)
        if place is not None:
            module, number = place
            if module not in found:
                found[module] = Settling(jit, module, now)
            found[module].add(code, number, ticks, native)
    room = 1 if now else MODULES
    for settling in sorted(found.values(), key=lambda s: -s.ticks):
        if room > 0:
            room -= settling.ask()
        settling.keep()
