"""Runs functions that Coconut has compiled to machine code, in the interpreter's own frames.

    coconut.attach("fib.so")        gives the functions of this module their native code
    @coconut.jit                    compiles a function when it is defined
    coconut.info(f)                 whether f is compiled, from what, and where it fell back to the interpreter

`python3 -m coconut run SCRIPT` runs a program and compiles what is hot, with `--all` everything before it runs.
"""

import os as _os
import sys as _sys

from coconut import _runtime
from coconut._runtime import AttachError

__all__ = ["AttachError", "CompileError", "Info", "RefusedError", "attach", "detach", "info", "jit"]


class RefusedError(AttachError):
    """Functions of a library were compiled from other bytecode than the program has. `names` lists them."""

    def __init__(self, path, names):
        super().__init__(f"{path}: compiled from other bytecode: {', '.join(names)}")
        self.path = path
        self.names = names


class CompileError(Exception):
    """The compiler refused a code object, or could not be run."""


def attach(path, target=None):
    """Gives functions the native code of a library; returns how many.

    `target` is a module, function, class or code object, the caller's module by default. Functions are found by their
    bytecode, so also those that a `def` below has not made yet. Raises RefusedError, and attaches nothing, when a function of
    the library has another bytecode here; AttachError for a file that is no library of ours; OSError for one that is not there.
    """
    from coconut import _codes

    if target is None:
        target = _codes.caller_module(_sys._getframe(1))
    count, refused = _runtime.attach(path, _codes.of(target), True)
    if refused:
        raise RefusedError(path, refused)
    return count


def detach(target=None):
    """Sends functions back to the interpreter; returns how many. `target` as for attach."""
    from coconut import _codes

    if target is None:
        target = _codes.caller_module(_sys._getframe(1))
    return sum(_runtime.detach(code) for code in _codes.all_of(target))


def jit(function=None, *, opt=None):
    """Compiles a function, and the functions inside it, when it is defined; the result is kept on disk.

    `@jit` or `@jit(opt="-O3")`. What keeps failing in it is compiled again, in the background. Returns the function itself. Raises CompileError when that is not possible.
    """
    if function is None:
        return lambda f: jit(f, opt=opt)
    from coconut import _codes, _compile, _jit

    _jit.watch_guards()
    codes = _codes.of(function)
    for code in codes:
        path = _compile.library(code, code.co_qualname, opt)
        if _runtime.attach(path, (code,), False)[0] == 0:
            raise CompileError(f"{code.co_qualname}: nothing in it could be compiled")
    return function


def info(function):
    """What the runtime knows of a function, method or code object: an Info."""
    from coconut import _codes, _info

    codes = _codes.of(function)
    if len(codes) != 1:
        raise TypeError(f"info() needs one function, not a {type(function).__name__}")
    return _info.make(codes[0], _runtime.info(codes[0]))


def __getattr__(name):
    if name == "Info":
        from coconut._info import Info

        return Info
    raise AttributeError(f"module 'coconut' has no attribute {name!r}")


def _start_report():
    """COCONUT_REPORT: calls are counted from now on, the report is written when the interpreter ends."""
    path = _os.environ.get("COCONUT_REPORT")
    if path:
        import atexit

        _runtime.set_counting(True)
        atexit.register(_runtime.write_report, path.replace("%p", str(_os.getpid())))


_start_report()
