"""python3 -m coconut: the command line, and running a program with compiled code.

The program must find the interpreter as `python3 script.py` would leave it, so this imports nothing of the library and takes
back what `python3 -m` has imported.
"""

import os
import sys

from coconut import _compile, _jit, _runtime

USAGE = """\
usage: python3 -m coconut run [OPTIONS] SCRIPT [ARG...]
       python3 -m coconut run [OPTIONS] -m MODULE [ARG...]
       python3 -m coconut run [OPTIONS] -c CODE [ARG...]

Runs a Python program with functions compiled to machine code.

options:
  --with LIBRARY  use the functions of a library made by `coconut build` or ir2gcc; may be repeated
  --jit           compile in the background what turns out to be called often, while the program goes on (the default
                  without --with and --all)
  --all           compile every module before it runs, the script first; what exec and eval make as --jit does
  --all-loaded    also the functions of modules that were loaded before the script
  --exec          every code object before it first runs: also what exec and eval run (implies --all-loaded)
  --jit-threshold N
                  calls that make a function hot (200); with 0 nothing is compiled while the program goes on
  -O LEVEL        optimisation level, 0 to 3 (COCONUT_OPT, else 2)
  -v              say on stderr what is not compiled and why (COCONUT_VERBOSE)
  --help          show this and exit
  --version       show the version of the runtime and exit

environment:
  COCONUT_CACHE   folder for compiled code (else ~/.cache/coconut)
  COCONUT_HOME    where Coconut is installed
  COCONUT_REPORT  file to write a report to when the program ends: each function, calls, returns to the interpreter
"""


class Options:
    """What the command line says."""

    def __init__(self):
        self.libraries = []
        self.all = self.jit = False
        self.threshold = _jit.CALLS
        self.loaded = False
        self.any = False
        self.verbose = bool(os.environ.get("COCONUT_VERBOSE"))
        self.kind = None
        self.what = None
        self.arguments = []


def fail(message):
    sys.stderr.write(f"coconut: {message}\n")
    raise SystemExit(2)


def threshold(text):
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        fail(f"--jit-threshold: '{text}' is no number of calls")
    return int(text)


def parse(arguments):
    """Options from the arguments after `run`. Wrong ones exit with 2."""
    options = Options()
    rest = list(arguments)

    def value(option, name):
        if not rest:
            fail(f"{option} needs a {name}")
        return rest.pop(0)

    while rest:
        a = rest.pop(0)
        if a == "--with":
            options.libraries.append(value(a, "library"))
        elif a.startswith("--with="):
            options.libraries.append(a[7:])
        elif a == "--all":
            options.all = True
        elif a == "--jit":
            options.jit = True
        elif a == "--jit-threshold":
            options.threshold = threshold(value(a, "number"))
        elif a.startswith("--jit-threshold="):
            options.threshold = threshold(a[16:])
        elif a == "--all-loaded":
            options.all = options.loaded = True
        elif a == "--exec":
            options.all = options.loaded = options.any = True
        elif a == "-v":
            options.verbose = True
        elif a == "--help":
            sys.stdout.write(USAGE)
            raise SystemExit(0)
        elif a.startswith("-O"):
            level = a[2:] or value("-O", "level")
            if level not in ("0", "1", "2", "3"):
                fail(f"no optimisation level '{level}': 0, 1, 2 or 3")
            os.environ["COCONUT_OPT"] = "-O" + level
        elif a in ("-m", "-c"):
            options.kind = "module" if a == "-m" else "command"
            options.what = value(a, "module" if a == "-m" else "program text")
            break
        elif a.startswith("-"):
            fail(f"unknown option '{a}'; see python3 -m coconut run --help")
        else:
            options.kind, options.what = "file", a
            break
    if options.kind is None:
        fail("nothing to run; see python3 -m coconut run --help")
    options.arguments = rest
    options.jit = options.jit or not (options.libraries or options.all)
    return options


def main():
    """Entry of `python3 -m coconut`."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["run"]:
        run(parse(arguments[1:]))
    elif arguments[:1] == ["--help"]:
        sys.stdout.write(USAGE)
    elif arguments[:1] == ["--version"]:
        sys.stdout.write(f"coconut runtime, ABI {_runtime.abi}, {_runtime.target}\n")
    else:
        sys.stderr.write(USAGE)
        raise SystemExit(2)


def run(options):
    """Runs the program and ends the process."""
    for library in options.libraries:
        if not os.path.exists(library):
            fail(f"{library}: No such file or directory")
    libraries = [os.path.abspath(path) for path in options.libraries]
    observer = Observer(options, libraries)
    if options.threshold:
        observer.jit.start()
    forget_startup()
    if options.loaded:
        observer.loaded()
    hook_loaders(observer.see)
    kind, what = set_up_program(options)
    observer.script = True
    if options.any:
        _runtime.observe_all(observer.see_any)
    _runtime.run(kind, what, observer.see)


# --- Making the interpreter look as if it had just started


def forget_startup():
    """Drops the modules that runpy brought, which the program may never import, or has to import again to have them compiled. They go
    with runpy's names for them, as soon as _runtime.run collects garbage."""
    names = list(sys.modules)
    first = names.index("site" if "site" in sys.modules else "__main__") + 1
    if "runpy" in names[first:]:
        vars(sys.modules["runpy"]).clear()
    for name in names[first:]:
        if name != "coconut" and not name.startswith("coconut."):
            del sys.modules[name]
    sys.modules.pop("coconut.__main__", None)


def set_up_program(options):
    """A fresh __main__, sys.argv, sys.path and sys.orig_argv; what _runtime.run has to run."""
    kind, what = options.kind, options.what
    arguments = sys.orig_argv
    for i in range(1, len(arguments)):
        if arguments[i - 1] == "-m" and arguments[i] == "coconut":
            option = {"module": ["-m"], "command": ["-c"], "file": []}[kind]
            sys.orig_argv = arguments[: i - 1] + option + [what, *options.arguments]
            break
    first = {"module": "-m", "command": "-c", "file": what}[kind]
    sys.argv[:] = [first, *options.arguments]
    path0 = {"module": None, "command": "", "file": None}[kind]
    if kind == "file":
        absolute = os.getcwd() if what in ("", ".") else os.path.join(os.getcwd(), what)  # _Py_abspath
        if _runtime.has_importer(absolute):
            kind, path0, what = "path", absolute, "__main__"
        else:
            path0 = os.path.dirname(os.path.realpath(what))
            what = absolute
    elif kind == "module":
        path0 = os.getcwd()
    if not sys.flags.safe_path:
        # `python3 -m` has put the working directory there.
        sys.path[0] = path0
    elif kind == "path":
        sys.path.insert(0, path0)
    fresh_main()
    return kind, what


def fresh_main():
    """__main__ as add_main_module (pylifecycle.c) makes it."""
    main = type(sys)("__main__")
    namespace = vars(main)
    namespace["__loader__"] = sys.modules["_frozen_importlib"].BuiltinImporter
    namespace["__annotations__"] = {}
    namespace["__builtins__"] = sys.modules["builtins"]
    sys.modules["__main__"] = main


def hook_loaders(see):
    """Every loader that makes code objects from files shows them to `see` before they run."""
    external = sys.modules["_frozen_importlib_external"]
    loaders = [external.SourceLoader, external.SourcelessFileLoader]
    if "zipimport" in sys.modules:
        loaders.append(sys.modules["zipimport"].zipimporter)
    for loader in loaders:
        loader.get_code = _runtime.observed(loader.get_code, see)


# --- Compiling what is about to run

OURS = os.path.join(os.path.dirname(__file__), "")


class Observer:
    """Sees the code object of each module before it runs and gives it native code."""

    def __init__(self, options, libraries):
        self.all = options.all
        self.jit = _jit.Jit(options.jit, self.say, generated=options.all, calls=options.threshold)
        self.verbose = options.verbose
        self.libraries = libraries
        self.script = False     # is what comes next the program itself?
        self.watching = bool(os.environ.get("COCONUT_REPORT"))

    def see(self, code):
        """Never raises but for what is no Exception."""
        try:
            if self.watching:
                _runtime.watch(code)
            for path in self.libraries:
                self.attach(path, code)
            if self.jit.hot:
                self.jit.see(code, self.script)
                self.script = False
            if self.all:
                self.attach(_compile.library(code, code.co_filename), code)
        except Exception as error:
            self.say(f"{code.co_filename}: runs interpreted: {error}")

    def see_any(self, code):
        """The same for code that no loader has shown, but for our own."""
        if not code.co_filename.startswith(OURS):
            self.see(code)

    def attach(self, path, code):
        _, refused = _runtime.attach(path, (code,), False)
        if refused and path in self.libraries and _runtime.source(path) in (code.co_filename, os.path.relpath(code.co_filename)):
            names = ", ".join(refused)
            sys.stderr.write(f"coconut: {path}: compiled from other bytecode, runs interpreted: {names}\n")

    def say(self, message):
        if self.verbose:
            sys.stderr.write(f"coconut: {message}\n")

    def loaded(self):
        """The functions that exist already, by file."""
        import gc

        function, code_type = type(parse), type(parse.__code__)
        files = {}
        for o in gc.get_objects():
            if type(o) is function and o.__module__ is not None and not str(o.__module__).startswith("coconut"):
                files.setdefault(o.__code__.co_filename, {})[o.__code__] = None
        for name, codes in files.items():
            nested = {c for code in codes for c in code.co_consts if isinstance(c, code_type)}
            carrier = compile("", name, "exec").replace(co_consts=(None, *(c for c in codes if c not in nested)))
            self.see(carrier)
        del sys.modules["gc"]
