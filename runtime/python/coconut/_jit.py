"""The method JIT: functions that turn out hot are compiled while the program goes on, those whose guards keep failing are compiled again
without them. _runtime finds out which (jit.c) and calls Jit.handle; this asks `coconut serve`, one request at a time, and installs what comes back.

It runs between bytecodes of the program: it does little at a time, waits for nothing, and lets no exception of its own out.
"""

import marshal
import os
import sys
from _weakref import ref

from coconut import _compile, _modules, _runtime

CALLS = 200     # calls that make a function hot; found running by a tick of the clock, 10 ms, it is as if called 32 times
FAILURES = 100  # failures of one guard that make it worth a compilation without it
RETRIES = 4     # how often one function is compiled again
SMALL = 400     # bytes of code of functions that are compiled along with those that name them
SETTLED = 100   # ticks in which nothing was compiled, after which all of a module is compiled at once
BATCH = 40      # functions compiled at once: a compilation costs as much as many small functions

_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_CODE = type((lambda: 0).__code__)


class Request:
    """What the service is at: code objects with the guards they do without, and the files of the exchange. `whole`: they are compiled by the code of their
    whole module (_modules.py), so where that fails they are not tried one by one."""

    def __init__(self, number, wanted, along, base, whole=False):
        self.number, self.wanted, self.along, self.base, self.whole = number, wanted, along, base, whole
        scratch = f"{base}.{os.getpid()}.{number}.jit"
        self.source, self.output = scratch + ".code", scratch + ".so"


class Jit:
    """`hot`: compile what is called often; `generated`: only what the program makes itself of it, with exec or eval, as dataclasses and named
    tuples do; without both only what is compiled already and fails. `calls` make a function hot."""

    def __init__(self, hot, say, generated=False, calls=CALLS):
        self.opt = _compile.level()
        self.hot = hot
        self.generated = generated
        # The compiler's messages have nowhere to go when the program has ended.
        self.keeps = hot and not os.environ.get("COCONUT_VERBOSE")
        self.calls = calls
        self.say = say
        self.waiting = []       # (code, offsets of guards to do without)
        self.single = []        # the same, to be compiled alone: together they did not compile
        self.request = None
        self.requests = 0
        self.service = None
        self.pid = os.getpid()
        self.dropped = {}       # by id of the code: the code, the offsets, how often it was compiled again
        self.places = {}        # by id of a code object: its module, and its number there
        self.learned = {}       # by that id: the code, by a weak reference, and what the interpreter had made of it when it was compiled

    def start(self):
        global _current
        _current = self
        _runtime.jit_start(self.handle, self.calls if self.hot or self.generated else 0, FAILURES, self.hot)
        if self.hot:
            _runtime.jit_listen(-1)
        import atexit

        atexit.register(self.stop)

    def stop(self):
        """When the program ends, nobody waits for what is under way. It is finished behind it, so that the next run finds it."""
        _runtime.jit_start(None)
        if self.pid != os.getpid():
            return
        if not self.keeps:
            if self.request is not None:
                self.clean(self.request)
            return
        try:
            # The service does what has become hot since then, too.
            under_way = self.request.wanted if self.request is not None and not self.request.whole else []
            hot = [code for code, _ in under_way + self.single + self.waiting if self.place(code) is not None]
            self.leave()
            self.waiting = [row for row in self.waiting if self.place(row[0]) is None]
            self.single = []
            if self.waiting and self.service is not None and self.service.usable():
                self.ask()
                self.leave()
            if self.hot:
                _modules.settle(self, hot)
        except Exception as error:
            # Without its cache it forgets.
            self.say(f"not compiled: {error}")

    def leave(self):
        request, self.request = self.request, None
        if request is not None:
            self.remember([code for code, _ in request.wanted], request.base + ".so")

    # --- Modules

    def see(self, code, is_script=False):
        """A module's code before it runs: gives it what was compiled of it in earlier runs."""
        module = _modules.Module(code, _compile._entry(code, self.opt))
        if is_script:
            module.code = code
        for number, part in enumerate(module.parts):
            self.places[id(part())] = module, number
        for library in module.libraries():
            _runtime.attach(library, (code,), False)

    def place(self, code):
        """The module that `code` is part of and its number there, or None."""
        found = self.places.get(id(code))
        return found if found is not None and found[0].parts[found[1]]() is code else None

    def remember(self, codes, library):
        """Adds a library to the lists of the modules that code objects belong to."""
        for module in {place[0] for place in map(self.place, codes) if place is not None}:
            module.add(library, "+" if any(id(code) in self.dropped for code in codes) else "")

    # --- What the runtime calls

    def handle(self):
        try:
            self.work()
        except BaseException as error:
            trace = error.__traceback__
            while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_HERE):
                trace = trace.tb_next
            if trace is None and isinstance(error, Exception):
                self.say(f"the JIT gives up: {type(error).__name__}: {error}")
                _runtime.jit_start(None)
                return
            # A signal handler of the program raised.
            raise error.with_traceback(trace)

    def work(self):
        if self.pid != os.getpid():
            self.forked()
        for code in _runtime.jit_take():
            self.want(code)
        if self.request is not None:
            lines, ended = _runtime.jit_lines()
            for line in lines.splitlines():
                self.answer(line)
            if ended and self.request is not None:
                self.died()
        if self.request is None:
            self.ask()
        if self.request is None and self.hot and self.keeps and _runtime.jit_woken():
            try:
                _modules.settle(self, now=True)
            except OSError as error:
                self.say(f"not compiled: {error}")

    def forked(self):
        """The child of a fork has no service, and no thread that listens to one."""
        self.pid = os.getpid()
        self.service = None
        if self.request is not None:
            self.waiting += () if self.request.whole else self.request.wanted
            self.request = None
        _runtime.jit_listen(-1)

    # --- Deciding

    def want(self, code):
        if code.co_filename.startswith(_HERE):
            return
        facts = _runtime.info(code)
        if facts is None or not facts[0]:
            if self.hot or self.generated:
                self.waiting.append((code, ()))
            return
        _, offsets, times = self.dropped.get(id(code)) or (code, self.without_already(code), 0)
        failing = {site[0] for site in facts[5] if site[3] >= FAILURES and _runtime.jit_is_guard(site[2])}
        failing.update(guard[0] for guard in facts[7] if guard[3])
        if times < RETRIES and not failing.issubset(offsets):
            offsets = tuple(sorted(failing.union(offsets)))
            self.dropped[id(code)] = code, offsets, times + 1
            self.waiting.append((code, offsets))

    def without_already(self, code):
        """The guards that earlier runs have compiled it without."""
        place = self.place(code)
        row = place and place[0].seen().get(place[1])
        return row[2] if row else ()

    def called_by(self, codes):
        """Small functions that those in `codes` seem to call, the only ones of their names in the module: calls among functions that are compiled
        together pass numbers in registers."""
        seen = {id(code) for code in codes}
        found = []
        todo = list(codes)
        while todo and len(found) < BATCH:
            code = todo.pop()
            place = self.place(code)
            if place is None:
                continue
            for name in code.co_names:
                refs = place[0].named.get(name, ())
                c = refs[0]() if len(refs) == 1 else None
                if c is not None and id(c) not in seen and len(c.co_code) <= SMALL:
                    seen.add(id(c))
                    found.append(c)
                    todo.append(c)
        return found

    # --- Asking

    def ask(self):
        wanted = self.single[:1] or self.waiting[:BATCH]
        if not wanted:
            return
        along = ()
        if self.single:
            del self.single[:1]
        else:
            del self.waiting[:BATCH]
            along = self.called_by([code for code, _ in wanted])
        for code in [code for code, _ in wanted] + list(along):
            self.learned[id(code)] = ref(code), code._co_code_adaptive
        every = [code for code, _ in wanted] + list(along)
        inside = {id(c) for code in every for c in code.co_consts if isinstance(c, _CODE)}
        codes = tuple(code for code in every if id(code) not in inside)
        carrier = compile("", wanted[0][0].co_filename, "exec").replace(co_consts=(None, *codes))
        without = self.without(wanted)
        base = _compile._entry(carrier, self.opt + "osr" + without)
        self.requests += 1
        request = Request(self.requests, wanted, along, base)
        if os.path.exists(base + ".so"):
            self.install(request)
            return self.ask()
        if os.path.exists(base + ".error"):
            self.failed(request)
            return self.ask()
        if not self.serves():
            return
        try:
            self.send(request, carrier, _quickened(carrier), f',"osr":true,"without":{without}')
        except OSError as error:
            self.say(f"not compiled: {error}")
            self.clean(request)
            return
        self.request = request

    def serves(self, listens=True):
        """Is there a service? One is started where it may be; `listens`: somebody waits for its answers."""
        if self.service is None or not self.service.usable():
            if _compile._failures >= _compile.MAX_FAILURES:
                return False
            self.service = _compile._Service()
            if listens:
                _runtime.jit_listen(self.service.input)
        return True

    def without(self, wanted):
        """The guards to do without, as the service takes them."""
        items = (
            f'{{"qualname":{_compile._json(code.co_qualname)},"line":{code.co_firstlineno},"offsets":{list(offsets)}}}'
            for code, offsets in wanted
            if offsets
        )
        return f"[{','.join(items)}]"

    def request_whole(self, base, code, quickened, more, waiting):
        """Asks for a library of parts of a module, by the code of the whole of it. For the code objects in `waiting`; None: nobody waits for it. Raises OSError."""
        request = Request(self.requests + 1, waiting or (), (), base, whole=True)
        if waiting is not None and os.path.exists(base + ".so"):
            self.install(request)
            return
        if not self.serves(listens=waiting is not None):
            return
        self.requests += 1
        self.send(request, code, quickened, more)
        if waiting is not None:
            self.request = request

    def send(self, request, code, quickened, more):
        """Raises OSError."""
        os.makedirs(os.path.dirname(request.base), exist_ok=True)
        with open(request.source, "wb") as file:
            file.write(marshal.dumps((code, quickened)))
        keep = f',"keep":{_compile._json(request.base + ".so")}' if self.keeps else ""
        text = (
            f'{{"id":{request.number}{keep},"code":{_compile._json(request.source)},"name":{_compile._json(code.co_filename)},'
            f'"opt":{_compile._json(self.opt)},"output":{_compile._json(request.output)}{more}{_compile.REF_DEBUG}}}\n'
        )
        _compile._write(self.service.output, text.encode("utf-8", "surrogateescape"))

    # --- Answers

    def answer(self, line):
        request = self.request
        number = int(line[line.index(b":") + 1 : line.index(b",")])
        if request is None or number != request.number:
            return
        self.request = None
        if b'"ok":true' in line:
            if not self.keeps:
                os.replace(request.output, request.base + ".so")
            self.install(request)
        else:
            problem = _compile._error_text(line.decode("utf-8", "replace"))
            self.say(f"{request.wanted[0][0].co_qualname}: not compiled: {problem}")
            if _compile._REMEDY in problem:
                _runtime.jit_start(None)
            else:
                with open(request.base + ".error", "w", encoding="utf-8", errors="surrogateescape") as file:
                    file.write(problem)
                self.failed(request)
        self.clean(request)

    def install(self, request):
        library = request.base + ".so"
        compiled = [code for code, _ in request.wanted if _runtime.attach(library, (code,), False)[0]]
        self.remember(compiled, library)
        for code in request.along:
            facts = _runtime.info(code)
            if facts is None or not facts[0]:
                _runtime.attach(library, (code,), False)
        names = ", ".join(code.co_qualname for code, _ in request.wanted)
        self.say(f"compiled: {names}")
        _runtime.jit_wake(SETTLED)

    def failed(self, request):
        """Those that do not compile together are tried one by one."""
        if len(request.wanted) > 1 and not request.whole:
            self.single += request.wanted

    def died(self):
        _compile._failures += 1
        request, self.request, self.service = self.request, None, None
        self.failed(request)
        self.clean(request)

    def clean(self, request):
        for path in (request.source, request.output):
            try:
                os.unlink(path)
            except OSError:
                pass


def _quickened(code):
    """What the interpreter has made of a code object and of those inside it, outermost first: it tells the compiler of operands. The name in the cache
    does not: who finds a library there takes it with what an earlier run had learned."""
    return tuple(part._co_code_adaptive for part in _modules.parts(code))


_current = None


def watch_guards():
    """Functions whose guards keep failing are compiled again from now on."""
    if _current is None:
        Jit(False, _say if os.environ.get("COCONUT_VERBOSE") else lambda message: None).start()


def _say(message):
    sys.stderr.write(f"coconut: {message}\n")
