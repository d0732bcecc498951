"""Tests of `python3 -m coconut run`: the program must not notice the launcher. Each program runs twice, by python3 and by the launcher,
with a compile service that stands in for the real one.

    python3.11 tests/runtime/test_launch.py [-v] [TEST...]
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)

import test_runtime  # noqa: E402

# Notes each request, and answers with the library of native.c or, for names with "broken" in them, with an error.
SERVICE = f"""\
#!{sys.executable} -IS
import json, os, shutil, sys
assert sys.argv[1] == "serve"
here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
for line in sys.stdin:
    request = json.loads(line)
    with open(here + "/log", "a") as log:
        log.write(os.path.basename(request["name"]) + " " + request["opt"] + "".join(f" {{w}}" for w in request.get("without", ())) + "\\n")
    answer = {{"id": request["id"], "ok": True}}
    if "dies" in request["name"]:
        sys.exit(1)
    if "broken" in request["name"]:
        answer = {{"id": request["id"], "ok": False, "error": "a \\"quoted\\" reason"}}
    else:
        shutil.copy({test_runtime.library!r}, request["output"])
        if "keep" in request:
            os.replace(request["output"], request["keep"])
    print(json.dumps(answer, separators=(",", ":")), flush=True)
"""


class LaunchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="coconut-launch-")
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        self.home = os.path.join(self.folder, "home")
        self.work = os.path.join(self.folder, "work")
        self.write("../home/bin/coconut", SERVICE, 0o755)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.folder,
            "PYTHONPATH": os.path.join(ROOT, "runtime", "python"),
            "COCONUT_HOME": self.home,
            "COCONUT_CACHE": os.path.join(self.folder, "cache"),
        }

    def write(self, name, text, mode=0o644):
        path = os.path.join(self.work, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text) if text is not SERVICE else text)
        os.chmod(path, mode)
        return path

    def python(self, *arguments, **more):
        return subprocess.run(
            [sys.executable, *arguments], cwd=self.work, env=self.environment | more, capture_output=True, text=True, timeout=120
        )

    def coconut(self, *arguments, **more):
        return self.python("-m", "coconut", "run", *arguments, **more)

    def requests(self):
        try:
            with open(os.path.join(self.home, "log"), encoding="utf-8") as file:
                return file.read().split("\n")[:-1]
        except FileNotFoundError:
            return []

    def same(self, *arguments, interpreter=()):
        """By python3, by the JIT and compiled beforehand: the same output and exit code; gives the last result."""
        plain = self.python(*interpreter, *arguments)

        def clean(text):
            return re.sub(r"0x[0-9a-f]+", "0x", text)

        for options in ([], ["--all"]):
            found = self.python(*interpreter, "-m", "coconut", "run", *options, *arguments)
            self.assertEqual(clean(found.stdout), clean(plain.stdout))
            self.assertEqual(clean(found.stderr), clean(plain.stderr))
            self.assertEqual(found.returncode, plain.returncode)
        return found

    def test_main_module(self):
        self.write(
            "main.py",
            """\
            '''A docstring.'''
            import sys
            for name in sorted(globals()):
                print(name, repr(globals()[name]) if name != "__builtins__" else __builtins__)
            print(sys.argv, sys.path[0], sys.orig_argv)
            print([m for m in sys.modules if not m.startswith("coconut")])
            x: int = 1
            print(__annotations__)
            import __main__
            print(vars(__main__) is globals())
            """,
        )
        self.same("main.py", "a", "--all", "-v")
        self.same(os.path.join(self.work, "main.py"))
        os.mkdir(os.path.join(self.work, "sub"))
        os.symlink("../main.py", os.path.join(self.work, "sub", "link.py"))
        self.same("sub/link.py")
        self.same("main.py", interpreter=("-P",))

    def test_exec(self):
        """--exec shows the compiler what exec and eval run, once, and functions that were there before the script."""
        self.write(
            "main.py",
            """\
            import sys
            names = {"__name__": "made"}
            for i in range(3):
                exec(compile("def f(x): return x + 1\\nprint(f(1))", "made.py", "exec"), names)
            print(eval("(lambda: 5)()"))
            if "coconut" in sys.modules:
                import coconut
                print(coconut.info(names["f"].__code__) is not None)
            """,
        )
        plain = self.python("main.py")
        found = self.coconut("--exec", "main.py", COCONUT_OPT="-O0", COCONUT_REPORT=os.path.join(self.folder, "report"))
        self.assertEqual(found.stderr, "")
        self.assertEqual(found.stdout, plain.stdout + "True\n")
        requests = [r.split()[0] for r in self.requests()]
        self.assertEqual(requests.count("made.py"), 1)
        self.assertEqual(requests.count("main.py"), 1)
        self.assertIn("<string>", requests)
        self.assertIn("importlib._bootstrap>", [r.split()[-2] for r in self.requests()])
        self.assertFalse([r for r in requests if r in ("_compile.py", "_launch.py")])

    def test_threads_share_the_service(self):
        """Imports of several threads at once: each gets its own answer."""
        for i in range(8):
            self.write(f"m{i}.py", f"value = {i}\n")
        self.write(
            "main.py",
            """\
            import importlib, threading
            found = []
            def load(i): found.append(importlib.import_module(f"m{i}").value)
            threads = [threading.Thread(target=load, args=(i,)) for i in range(8)]
            for t in threads: t.start()
            for t in threads: t.join()
            print(sorted(found))
            """,
        )
        self.same("main.py")
        self.assertEqual({r.split()[0] for r in self.requests()} >= {f"m{i}.py" for i in range(8)}, True)

    def test_stack_below_is_empty(self):
        self.write(
            "main.py",
            """\
            import inspect, sys, traceback, warnings
            print(len(inspect.stack()), sys._getframe().f_back)
            traceback.print_stack()
            warnings.warn("here", stacklevel=3)
            def depth(n):
                try:
                    return depth(n + 1)
                except RecursionError:
                    return n
            print(depth(1))
            """,
        )
        self.same("main.py")

    def test_nothing_left_of_the_start(self):
        """What runpy has imported is gone, also from memory."""
        self.write(
            "main.py",
            """\
            import gc
            kept = {o.__module__ for o in gc.get_objects() if type(o) is type(lambda: 0)}
            print(kept & {"importlib.util", "contextlib", "functools", "collections", "reprlib"})
            """,
        )
        self.same("main.py")

    def test_errors(self):
        self.write("raises.py", "def f():\n    1 / 0\ntry:\n    f()\nexcept Exception as e:\n    raise KeyError('x') from e\n")
        self.write("syntax.py", "x = 1\nif x\n    pass\n")
        self.write("imports.py", "import raises\n")
        self.write("bad_import.py", "import syntax\n")
        self.write("missing.py", "import no_such_module\n")
        self.write("encoding.py", "# coding: no-such\n")
        for name in ("raises.py", "syntax.py", "imports.py", "bad_import.py", "missing.py", "encoding.py", "nothing.py", "."):
            with self.subTest(name):
                self.assertNotEqual(self.same(name).returncode, 0)

    def test_exit_codes(self):
        for statement in ("sys.exit()", "sys.exit(3)", "sys.exit('text')", "raise SystemExit(None)", "os._exit(7)", "quit(4)"):
            with self.subTest(statement):
                self.write("main.py", f"import os, sys\nprint('out', flush=True)\n{statement}\n")
                self.same("main.py")
        self.write("main.py", "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nwhile True: pass\n")
        self.assertEqual(self.same("main.py").returncode, -signal.SIGINT)

    def test_end_of_the_process(self):
        self.write(
            "main.py",
            """\
            import atexit, sys, threading, time
            atexit.register(lambda: print("exit", "__file__" in globals()))
            threading.Thread(target=lambda: (time.sleep(0.1), print("thread"))).start()
            class Thing:
                def __del__(self):
                    print("gone")
            thing = Thing()
            sys.excepthook = lambda *a: print("hook", a[0])
            raise ValueError
            """,
        )
        self.same("main.py")

    def test_ways_to_run(self):
        self.write("pkg/__init__.py", "print(__name__)\n")
        self.write("pkg/__main__.py", "import sys; print(__name__, __package__, sys.argv, __spec__.name)\n")
        self.write("pkg/mod.py", "import sys; print(__name__, sys.path[0], sys.argv)\n1/0\n")
        self.write("folder/__main__.py", "import sys; print(__name__, sys.path[0], sys.argv, __file__)\n")
        self.same("-m", "pkg", "x")
        self.same("-m", "pkg.mod", "x")
        self.same("-m", "pkg.none")
        self.same("folder", "x")
        self.same("-c", "import sys; print(sys.argv, sys.path[0], __name__, sorted(globals())); 1/0", "x")
        self.same("-c", "syntax error")

    def test_files_and_children(self):
        self.write(
            "main.py",
            """\
            import os, json
            fd = os.open("/dev/null", os.O_RDONLY)
            print(fd)
            try:
                os.waitpid(-1, 0)
            except ChildProcessError as e:
                print(e)
            if os.fork() == 0:
                import textwrap
                print(textwrap.dedent(" x"), flush=True)
                os._exit(0)
            print(os.wait()[1])
            os.closerange(3, 1000)
            import heapq
            print(heapq.nsmallest(1, [2, 1]))
            """,
        )
        self.same("main.py")

    def test_modules_are_compiled_once(self):
        self.write("helper.py", "print('helper')\n")
        self.write("broken.py", "print('broken')\n")
        self.write("main.py", "import helper, broken, helper\n")
        first = self.coconut("--all", "-O1", "main.py")
        self.assertEqual(first.stdout, "helper\nbroken\n")
        self.assertEqual(first.stderr, "")
        self.assertEqual(self.requests(), ["main.py -O1", "helper.py -O1", "broken.py -O1"])
        again = self.coconut("--all", "-O1", "-v", "main.py")
        self.assertEqual(again.stdout, first.stdout)
        self.assertIn('broken.py: runs interpreted: a "quoted" reason', again.stderr)
        self.assertEqual(len(self.requests()), 3)
        self.coconut("--all", "main.py")
        self.assertEqual(self.requests()[3:], ["main.py -O2", "helper.py -O2", "broken.py -O2"])
        self.write("helper.py", "print('changed')\n")
        self.assertEqual(self.coconut("--all", "main.py").stdout, "changed\nbroken\n")
        self.assertEqual(self.requests()[6:], ["helper.py -O2"])
        self.assertEqual([f for _, _, files in os.walk(self.environment["COCONUT_CACHE"]) for f in files if str(os.getpid()) in f], [])

    def test_failing_guards(self):
        """Where native code falls back all the time, the function is compiled again without that guard."""
        shutil.copy(os.path.join(HERE, "subject.py"), self.work)
        for line in ("--all",), ("--jit",):
            self.write(
                "main.py",
                """\
                import time, coconut, subject
                def until(condition):
                    end = time.monotonic() + 60
                    while not condition():
                        assert subject.half(10) == 45
                        assert time.monotonic() < end
                until(lambda: coconut.info(subject.half).compiled)
                first = coconut.info(subject.half).library
                until(lambda: coconut.info(subject.half).library != first)
                until(lambda: coconut.info(subject.half).deopts >= 700)
                print(coconut.info(subject.half).compiled)
                """,
            )
            found = self.coconut(*line, "main.py", COCONUT_CACHE=os.path.join(self.folder, line[0]))
            self.assertEqual((found.stdout, found.stderr), ("True\n", ""))
            again = [r for r in self.requests() if "half" in r]
            # With the JIT the module is settled when the program ends, without that guard.
            self.assertEqual(len(again), 1 if line == ("--all",) else 2, self.requests())
            self.assertEqual(len(set(again)), 1)
            self.assertRegex(again[0], r"^subject.py -O2 {'qualname': 'half', 'line': \d+, 'offsets': \[\d+\]}$")
            os.unlink(os.path.join(self.home, "log"))

    def test_no_compiler(self):
        self.write("main.py", "import textwrap, heapq\nprint('ran')\n")
        for problem in ("dies", "missing", "no cache"):
            with self.subTest(problem):
                more = {}
                if problem == "dies":
                    os.rename(os.path.join(self.work, "main.py"), os.path.join(self.work, "dies.py"))
                    name = "dies.py"
                else:
                    name = "dies.py"
                    more = {"COCONUT_HOME": "/nonexistent"} if problem == "missing" else {"COCONUT_CACHE": "/proc/none"}
                done = self.coconut("--all", name, **more)
                self.assertEqual((done.stdout, done.stderr, done.returncode), ("ran\n", "", 0))
                self.assertIn("runs interpreted", self.coconut("--all", "-v", name, **more).stderr)

    def test_with_a_library(self):
        with open(os.path.join(HERE, "subject.py"), encoding="utf-8") as file:
            source = file.read()
        self.write("subject.py", source + "\n\nprint(add(1, 2), half(10))\n")
        done = self.coconut("--with", test_runtime.library, "subject.py")
        self.assertEqual((done.stdout, done.stderr), ("3 45\n", ""))
        self.assertEqual(self.requests(), [])
        self.write("user.py", "import sys; sys.path.insert(0, '.')\nimport subject, coconut\nprint(coconut.info(subject.add).compiled)\n")
        self.assertEqual(self.coconut("--with", test_runtime.library, "user.py").stdout, "3 45\nTrue\n")
        self.write("subject.py", source.replace("return f()", "return f() or 1") + "\n\nprint(add(1, 2))\n")
        done = self.coconut("--with", test_runtime.library, "subject.py")
        self.assertEqual(done.stdout, "3\n")
        self.assertIn("compiled from other bytecode, runs interpreted: observe", done.stderr)

    def test_report(self):
        with open(os.path.join(HERE, "subject.py"), encoding="utf-8") as file:
            source = file.read()
        self.write("subject.py", source + "\n\ndef plain(): pass\nfor i in range(3): add(1, half(i)), recurse(2), plain()\ndel half\n")
        report = os.path.join(self.folder, "report.json")
        done = self.coconut("--with", test_runtime.library, "subject.py", COCONUT_REPORT=report)
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("", "", 0))
        with open(report, encoding="utf-8") as file:
            functions = {f["qualname"]: f for f in json.load(file)["functions"]}
        self.assertEqual({n: functions[n]["calls"] for n in ("add", "half", "recurse", "plain", "<module>")}, dict(add=3, half=3, recurse=9, plain=3) | {"<module>": 1})
        self.assertEqual([functions[n]["compiled"] for n in ("add", "half", "plain")], [True, True, False])
        self.assertEqual(functions["half"]["deopts"], 3)
        (site,) = functions["half"]["deopt_sites"]
        self.assertEqual((site["reason"], site["count"]), ("half way", 3))
        self.assertEqual(functions["add"]["line"], 4)

    def test_report_of_a_program_that_attaches(self):
        with open(os.path.join(HERE, "subject.py"), encoding="utf-8") as file:
            lines = file.read().split("\n", 1)
        lines[0] = f"import coconut; coconut.attach({test_runtime.library!r})"
        self.write("main.py", "\n".join(lines) + "\n\nadd(1, add(2, 3))\n")
        report = os.path.join(self.folder, "report.json")
        done = self.python("main.py", COCONUT_REPORT=report)
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("", "", 0))
        with open(report, encoding="utf-8") as file:
            functions = {f["qualname"]: f for f in json.load(file)["functions"]}
        self.assertEqual((functions["add"]["calls"], functions["half"]["calls"]), (2, 0))

    def test_command_line(self):
        wrong = (
            *((), ("--with",), ("--frobnicate", "x.py"), ("-O9", "x.py"), ("-m",), ("--with", "/nonexistent.so", "x.py")),
            *(("--jit-threshold",), ("--jit-threshold=-1", "x.py"), ("--jit-threshold", "many", "x.py")),
        )
        for arguments in wrong:
            with self.subTest(arguments):
                done = self.coconut(*arguments)
                self.assertEqual(done.returncode, 2)
                self.assertRegex(done.stderr, r"\Acoconut: [^\n]+\n\Z")
        self.assertEqual(self.coconut("--help").returncode, 0)
        self.assertEqual(self.python("-m", "coconut").returncode, 2)

    def test_all_loaded(self):
        self.write("main.py", "import coconut, os\nprint('ran')\n")
        done = self.coconut("--all-loaded", "main.py")
        self.assertEqual((done.stdout, done.stderr), ("ran\n", ""))
        compiled = {r.split()[0] for r in self.requests()}
        self.assertTrue({"main.py", "os>", "codecs>"} <= compiled | {"os>", "codecs>"} and len(compiled) > 3, compiled)


def tearDownModule():
    test_runtime.scratch.cleanup()


if __name__ == "__main__":
    unittest.main()
