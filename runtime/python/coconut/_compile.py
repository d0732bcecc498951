"""Code objects to libraries: the cache on disk, and the compile service that fills it.

This runs while a program imports its modules, so it imports nothing but what every interpreter has loaded already.
"""

import _imp
import _thread
import marshal
import os
import sys

# How often the compiler may die before it is given up.
MAX_FAILURES = 3

# In what the compiler says of a machine that lacks something (REMEDY of lib/support/diagnostic.ts): not kept, it may be installed any moment.
_REMEDY = "install the Debian package"

# A build of Python with Py_REF_DEBUG counts all references: code for it counts them as well.
REF_DEBUG = ',"refDebug":true' if hasattr(sys, "gettotalrefcount") else ""

_service = None
_failures = 0

# What the service was asked for in this process: how often, and by file name what it could not compile, and why.
compilations = 0
problems = {}


def home():
    """The folder Coconut is in: COCONUT_HOME, else the one above runtime/python/coconut."""
    found = os.environ.get("COCONUT_HOME")
    if found:
        return found
    here = os.path.abspath(__file__)
    for _ in range(4):
        here = os.path.dirname(here)
    return here


def level():
    """The optimisation level: COCONUT_OPT, else -O2."""
    return _level(os.environ.get("COCONUT_OPT") or "-O2")


def _level(opt):
    return opt if opt.startswith("-") else "-O" + opt.lstrip("O")


def library(code, name, opt=None):
    """The path of a library with the functions of `code`, compiled if it is not in the cache. Raises CompileError."""
    opt = level() if opt is None else _level(opt)
    base = _entry(code, opt)
    path = base + ".so"
    if os.path.exists(path):
        return path
    try:
        _known_problem(base)
        _make(code, name, opt, base)
    except Exception as error:
        problems[name] = str(error)
        raise
    return path


def _known_problem(base):
    """Raises the CompileError that an earlier run kept."""
    try:
        with open(base + ".error", encoding="utf-8", errors="surrogateescape") as file:
            raise _error(file.read())
    except OSError:
        pass


def _error(message):
    from coconut import CompileError

    return CompileError(message)


# --- The cache


def cache_folder():
    """COCONUT_CACHE, else coconut below XDG_CACHE_HOME or ~/.cache."""
    found = os.environ.get("COCONUT_CACHE")
    if found:
        return found
    base = os.environ.get("XDG_CACHE_HOME")
    if not base:
        base = os.path.join(os.environ.get("HOME") or f"/tmp/.{os.getuid()}", ".cache")
    return os.path.join(base, "coconut")


def _entry(code, opt):
    """Path of a cache entry without its suffix: a hash of the code, the options, the tools and this Python."""
    # Version 2 of the format has no references, so equal code objects give equal bytes.
    return _entry_of(marshal.dumps(code, 2), opt)


def _entry_of(content, opt):
    key = f"{opt}\0{_tools()}\0{sys.version}{REF_DEBUG}\0".encode() + content
    digest = (_imp.source_hash(0x636F636F6E7574, key) + _imp.source_hash(1, key)).hex()
    return os.path.join(cache_folder(), digest[:2], digest[2:])


def _tools():
    """Which build of the tools compiles: the sizes and times of what it consists of."""
    global _tools_key
    if _tools_key is None:
        facts = []
        for part in ("package.json", "bin/coconut", "build/tools/coconut.cjs", "targets/cpython-3.11.ir"):
            try:
                status = os.stat(os.path.join(home(), part))
            except OSError:
                continue
            facts.append(f"{part}:{status.st_size}:{status.st_mtime_ns}")
        _tools_key = ";".join(facts)
    return _tools_key


_tools_key = None


def _make(code, name, opt, base):
    """Fills a cache entry. What is unfinished has the process and the thread in its name, so that they do not meet."""
    global _service, compilations
    compilations += 1
    scratch = f"{base}.{os.getpid()}.{_thread.get_ident()}"
    source, output = scratch + ".code", scratch + ".so"
    try:
        os.makedirs(os.path.dirname(base), exist_ok=True)
        with open(source, "wb") as file:
            file.write(marshal.dumps(code))
    except OSError as error:
        raise _error(f"the cache cannot be written: {error}") from None
    try:
        if _service is None or not _service.usable():
            if _failures >= MAX_FAILURES:
                raise _error("the compiler cannot be started")
            _service = _Service()
        problem = _service.compile(source, name, opt, output)
        if problem is None:
            os.replace(output, base + ".so")
            return
        if _REMEDY in problem:
            raise _error(problem)
        with open(scratch + ".error", "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(problem)
        os.replace(scratch + ".error", base + ".error")
        raise _error(problem)
    finally:
        for path in (source, output):
            try:
                os.unlink(path)
            except OSError:
                pass


# --- The service: `coconut serve`, JSON lines in and out


class _Service:
    """One compiler process, used by this process for as long as it runs. It is no child of the program's: os.wait() does not see
    it, and it ends when its input does."""

    def __init__(self):
        self.pid = os.getpid()
        self.requests = 0
        self.rest = b""
        self.answers = {}
        # Of this process and service: a fork makes the child start its own.
        self.lock = _thread.RLock()
        their_in, ours_out = _pipe()
        ours_in, their_out = _pipe()
        self.input, self.output = ours_in, ours_out
        command = os.path.join(home(), "bin", "coconut")
        # The shell goes at once, its child stays; a background job of a shell ignores the keyboard's interrupt.
        noise = "" if os.environ.get("COCONUT_VERBOSE") else "2>/dev/null"
        script = f'"$0" serve --abandon <&3 >&4 {noise} 3<&- 4>&- &'
        actions = [(os.POSIX_SPAWN_DUP2, their_in, 3), (os.POSIX_SPAWN_DUP2, their_out, 4)]
        try:
            shell = os.posix_spawn("/bin/sh", ["sh", "-c", script, command], _environment(), file_actions=actions)
            try:
                os.waitpid(shell, 0)
            except ChildProcessError:
                pass
        finally:
            os.close(their_in)
            os.close(their_out)
        self.identity = _identity(self.input), _identity(self.output)

    def usable(self):
        """Whether the pipes are still ours: not after a fork, nor when the program has closed what it did not open."""
        return self.pid == os.getpid() and self.identity == (_identity(self.input), _identity(self.output))

    def compile(self, source, name, opt, output, more=""):
        """None, or what went wrong with this code. `more`: members of the request, each after a comma. Raises CompileError when there is no compiler. One
        thread at a time; a signal handler may come in between."""
        with self.lock:
            self.requests += 1
            number = self.requests
            request = (
                f'{{"id":{number},"code":{_json(source)},"name":{_json(name)},"opt":{_json(opt)},"output":{_json(output)}{more}{REF_DEBUG}}}\n'
            )
            try:
                _write(self.output, request.encode("utf-8", "surrogateescape"))
                answer = self._answer(number)
            except OSError:
                answer = None
            if answer is None:
                self._close()
                raise _error("the compiler cannot be started, or has died")
        if b'"ok":true' in answer:
            return None
        return _error_text(answer.decode("utf-8", "replace"))

    def _answer(self, number):
        """The line that answers request `number`; others are kept for who waits for them."""
        while number not in self.answers:
            line, newline, rest = self.rest.partition(b"\n")
            if newline:
                self.rest = rest
                self.answers[int(line[line.index(b":") + 1 : line.index(b",")])] = line
                continue
            data = os.read(self.input, 65536)
            if not data:
                return None
            self.rest += data
        return self.answers.pop(number)

    def _close(self):
        global _failures
        _failures += 1
        if self.usable():
            os.close(self.input)
            os.close(self.output)
        self.identity = None


def _pipe():
    """A pipe out of the way of the program's own files, which expect small numbers."""
    from coconut._runtime import high_fd

    return tuple(high_fd(fd) for fd in os.pipe())


def _identity(fd):
    try:
        status = os.fstat(fd)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _environment():
    return {k: v for k, v in os.environ.items() if k not in ("COCONUT_REPORT", "PYTHONPATH", "LD_PRELOAD")}


def _write(fd, data):
    # A broken pipe must not kill the program: Python ignores SIGPIPE, unless the program has changed that.
    while data:
        data = data[os.write(fd, data) :]


_ESCAPES = {i: f"\\u{i:04x}" for i in range(0x20)} | {ord('"'): '\\"', ord("\\"): "\\\\"}


def _json(text):
    return f'"{text.translate(_ESCAPES)}"'


def _error_text(answer):
    """The string after "error": in a line of JSON. The json module would bring a dozen others into the program."""
    _, _, text = answer.partition('"error":"')
    result, at = [], 0
    while at < len(text) and text[at] != '"':
        c = text[at]
        if c == "\\":
            at += 1
            c = text[at]
            if c == "u":
                c = chr(int(text[at + 1 : at + 5], 16))
                at += 4
            else:
                c = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}.get(c, c)
        result.append(c)
        at += 1
    return "".join(result) or "unknown error"
