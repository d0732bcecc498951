"""Tests of `python3 -m coconut run --jit`: the program goes on while what is hot is compiled. With the real
compile service.

    python3.11 tests/runtime/test_jit.py [-v] [TEST...]
"""

import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Machines that do much else at once are slow.
PATIENCE = 120

# What the programs below share: waiting, while Python code runs, for something to become true.
HELPERS = f"""\
import sys, time
import coconut
def until(condition, step):
    end = time.monotonic() + {PATIENCE}
    steps = 0
    while not condition():
        step()
        steps += 1
        if time.monotonic() > end:
            print("in vain")
            break
    return steps
"""


class JitTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="coconut-jit-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        self.cache = os.path.join(self.folder, "cache")

    def run_program(self, text, *options, **environment):
        path = os.path.join(self.folder, "program.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(HELPERS + textwrap.dedent(text))
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.folder,
            "PYTHONPATH": os.path.join(ROOT, "runtime", "python"),
            "COCONUT_CACHE": self.cache,
            **environment,
        }
        command = [sys.executable, "-m", "coconut", "run", *(options or ("--jit",)), path]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=3 * PATIENCE)

    def check(self, text, *options, **environment):
        found = self.run_program(text, *options, **environment)
        self.assertEqual((found.stderr, found.returncode), ("", 0), found.stdout)
        return found.stdout.splitlines()

    def files(self):
        return sorted(name for _, _, names in os.walk(self.cache) for name in names)

    CALLED = """\
        def f(n):
            return n * 2 + 1
        print(coconut.info(f).compiled)
        total = 0
        def step():
            global total
            total += f(3)
        steps = until(lambda: coconut.info(f).compiled, step)
        print(total == 7 * steps, steps > 100, coconut.info(f).compiled)
        print(f(20), f(0.5), f(10**30))
        """

    def test_called_often(self):
        """The program goes on, and the function is compiled meanwhile; the next run has it from the start."""
        self.assertEqual(self.check(self.CALLED), ["False", "True True True", f"41 2.0 {2 * 10**30 + 1}"])
        self.wait_for_compilers()
        self.assertTrue(all(name.endswith((".so", ".hot", ".seen")) for name in self.files()), self.files())
        self.assertEqual(self.check(self.CALLED)[0], "True")

    def test_loop(self):
        """Called rarely, but the clock finds it running; a loop without a call is interrupted to install the code."""
        lines = self.check(
            """\
            def loop(n):
                s = 0
                for i in range(n):
                    s += i & 3
                return s
            results = set()
            steps = until(lambda: coconut.info(loop).compiled, lambda: results.add(loop(300000)))
            print(results, steps < 5000, coconut.info(loop).compiled)
            """
        )
        self.assertEqual(lines, ["{450000} True True"])

    def test_running_loop(self):
        """A call that the interpreter is in the middle of goes on natively: for, while and nested loops, with values on the stack."""
        lines = self.check(
            """\
            end = time.monotonic() + %d
            def over(f, i):
                return i %% 1000 == 0 and (coconut.info(f).replaced > 0 or time.monotonic() > end)
            def simple():
                n = 0
                for i in range(10**12):
                    n += i & 1
                    if over(simple, i):
                        break
                return n == i // 2, list(range(i, i + 2)) == [i, i + 1]
            def loop():
                i = 0
                while i < 10**12:
                    i += 1
                    if over(loop, i):
                        return "over"
            def nested(rows):
                n = 0
                for row in [*rows, *rows]:
                    for x in row:
                        m = 0
                        while m < 10**9:
                            n += x
                            m += 1
                            if over(nested, m):
                                break
                return n > 0, sys.getrefcount(rows[0])
            row = [1, 2, 3]
            print(simple(), coconut.info(simple).replaced)
            print(loop(), coconut.info(loop).replaced)
            print(nested([row, row]), coconut.info(nested).replaced)
            """
            % PATIENCE
        )
        self.assertEqual(lines, ["(True, True) 1", "over 1", "(True, 5) 1"])

    def test_running_module(self):
        """The same of a module's code, in a with block."""
        lines = self.check(
            """\
            end = time.monotonic() + %d
            code = sys._getframe().f_code
            class Context:
                def __enter__(self):
                    return self
                def __exit__(self, *exc):
                    print("exit", exc[0])
                    return True
            with Context():
                i = 0
                while True:
                    i += 1
                    if i %% 1000 == 0 and (coconut.info(code).replaced or time.monotonic() > end):
                        break
                1 / 0
            print(coconut.info(code).replaced)
            """
            % PATIENCE
        )
        self.assertEqual(lines, ["exit <class 'ZeroDivisionError'>", "1"])

    def test_running_handlers(self):
        """The same of loops within handlers and try statements; what they raise has its place."""
        lines = self.check(
            """\
            import traceback
            end = time.monotonic() + %d
            def over(f, i):
                return i %% 1000 == 0 and (coconut.info(f).replaced > 0 or time.monotonic() > end)
            def caught():
                try:
                    raise KeyError("first")
                except KeyError as e:
                    for i in range(10**12):
                        if over(caught, i):
                            break
                    kept = sys.exc_info()[1] is e
                    try:
                        for j in range(10**12):
                            [][over(caught, j)]
                    except IndexError as error:
                        context = error.__context__ is e
                        line = error.__traceback__.tb_lineno - caught.__code__.co_firstlineno
                return kept, context, line, sys.exc_info()[1], sorted(sys._getframe().f_locals)
            def raises():
                for i in range(10**12):
                    if over(raises, i):
                        raise ValueError("last")
            print(caught())
            try:
                raises()
            except ValueError as e:
                print([(f.name, f.line) for f in traceback.extract_tb(e.__traceback__)], e.__context__)
            print(coconut.info(caught).replaced > 0, coconut.info(raises).replaced)
            """
            % PATIENCE
        )
        names = ["context", "i", "j", "kept", "line"]
        self.assertEqual(
            lines,
            [
                f"(True, True, 10, None, {names})",
                """[('<module>', 'raises()'), ('raises', 'raise ValueError("last")')] None""",
                "True 1",
            ],
        )

    def test_traced_loops_stay(self):
        """A loop that is traced goes on in the interpreter, one that switches tracing on hands over to it."""
        lines = self.check(
            """\
            end = time.monotonic() + %d
            events = []
            def trace(frame, event, arg):
                if frame.f_code is f.__code__:
                    events.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
                return trace
            def over(f, i):
                return i %% 1000 == 0 and (coconut.info(f).replaced > 0 or time.monotonic() > end)
            def f():
                for i in range(10**12):
                    if over(f, i):
                        break
                sys._getframe().f_trace = trace
                sys.settrace(trace)
                n = 0
                for i in range(2):
                    n += i
                sys.settrace(None)
            f()
            print(events)
            """
            % PATIENCE
        )
        self.assertEqual(lines, [str([("line", n) for n in (6, 7, 8, 7, 8, 7, 9)])])

    def test_called_functions_come_along(self):
        """Small functions that a hot one calls are compiled with it, and it calls them with numbers in registers."""
        text = """\
            def small(x):
                return x + 1
            def loop(n):
                s = 0
                for i in range(n):
                    s += small(i) & 3
                return s
            results = set()
            steps = until(lambda: coconut.info(loop).compiled, lambda: results.add(loop(20)))
            print(results, coconut.info(small).compiled, loop(30))
            small.__code__ = (lambda x: x + 2).__code__
            print(loop(21))
            """
        self.assertEqual(self.check(text), ["{30} True 45", "32"])
        self.assertEqual(self.check(text), ["set() True 45", "32"])

    def test_generated_code_beside_all(self):
        """With --all what the program makes itself is compiled when it is hot, and nothing else that is not compiled ahead."""
        program = """\
            names = {}
            exec("def walk(x): return x + 1", names)
            walk = names["walk"]

            def step():
                x = 0
                for i in range(300):
                    x = walk(x)
                return x

            code = walk.__code__
            until(lambda: coconut.info(code) is not None and coconut.info(code).compiled, step)
            loaded = sys.modules["_frozen_importlib"]._verbose_message
            for i in range(1000):
                loaded("nothing")
            loaded = coconut.info(loaded.__code__)
            print(step(), coconut.info(code).compiled, loaded is not None and loaded.compiled)
            """
        self.assertEqual(self.check(program, "--all"), ["300 True False"])

    def test_threshold(self):
        """The number of calls that make a function hot; with 0 nothing is compiled, but what is kept is used."""
        program = """\
            names = {}
            exec("def f(x): return x + 1", names)
            f = names["f"]
            def g(x):
                return x + 2
            def step():
                f(1), g(1)
            %s
            print(coconut.info(f.__code__) is not None and coconut.info(f).compiled, coconut.info(g).compiled)
            """
        never = program % "for i in range(5000): step()"
        self.assertEqual(self.check(never, "--jit", "--jit-threshold=0"), ["False False"])
        self.assertEqual(self.check(never, "--all", "--jit-threshold", "0"), ["False True"])
        # So few calls that the usual number is not reached, and no loop that the clock could see.
        few = program % "for i in range(60): step()\n            until(lambda: coconut.info(f) and coconut.info(f).compiled, lambda: time.sleep(0.001))"
        self.assertEqual(self.check(few, "--jit", "--jit-threshold=50"), ["True True"])

    def test_learned(self):
        """What the interpreter has learned of operands is compiled for; what else comes later is right all the same, and what is inside has its own."""
        lines = self.check(
            """\
            def total(table, n):
                s = 0
                for i in range(n):
                    s += table[i]
                def again():
                    return [table[k] for k in range(n)]
                return s, again()
            results = set()
            def step():
                results.add(str(total({0: 1, 1: 2}, 2)))
            until(lambda: coconut.info(total).compiled, step)
            print(results, coconut.info(total).compiled)
            for table in [3, 4], (5, 6.5), "ab", {0: "x", 1: "y"}, {0: 10**30, 1: 0.5}, {0: 1}:
                try:
                    print(total(table, 2))
                except (TypeError, KeyError) as e:
                    print(repr(e))
            """
        )
        self.assertEqual(
            lines,
            [
                "{'(3, [1, 2])'} True",
                "(7, [3, 4])",
                "(11.5, [5, 6.5])",
                *["TypeError(\"unsupported operand type(s) for +=: 'int' and 'str'\")"] * 2,
                "(1e+30, [1000000000000000000000000000000, 0.5])",
                "KeyError(1)",
            ],
        )
        libraries = [os.path.join(folder, name) for folder, _, names in os.walk(self.cache) for name in names if name.endswith(".so")]
        found = b""
        for path in libraries:
            with open(path, "rb") as file:
                found += file.read()
        self.assertIn(b"Coconut_QuickItemOfInt", found)

    GUARDS = """\
        LARGE = 2**70
        def often(items, n):
            total = 0
            for i in range(n):
                last = items[i % 7] + i
                total += i & 15
            return total, last
        def seldom(x, n):
            for i in range(n):
                x = x + i
            return x
        parts = [LARGE] * 7
        calls = 0
        results = set()
        def step():
            global calls
            calls += 1
            total, last = often(parts, 300)
            results.add(str((total, last - LARGE)))
            for i in range(20):
                seldom(7, 20)
            results.add(str(seldom(LARGE + calls % 2, 20) - LARGE))
        first = coconut.info(often).library
        until(lambda: coconut.info(often).library != first and calls > 300, step)
        info = coconut.info(often)
        print(sorted(results), info.options, [(g.offset, g.line) for g in info.guards if g.keeps_failing])
        count = sum(g.count for g in info.guards)
        step()
        print(count == sum(g.count for g in coconut.info(often).guards))
        (guard,) = coconut.info(seldom).guards
        print(guard.count >= calls, guard, coconut.info(seldom).options)
        print(*[line.split(",")[0] for line in str(coconut.info(seldom)).splitlines()[-2:]], sep="\\n")
        """

    def test_guards_of_specialised_code(self):
        """Where specialised code is left all the time, the function is compiled again with that done on objects; where that is seldom it stays."""
        lines = self.check(self.GUARDS, "--all")
        self.assertRegex(lines[0], r"^\['\(2226, 299\)', '190', '191'\] -O2 --without-guards=often@14:(\d+) \[\(\1, 17\)\]$")
        self.assertEqual(lines[1], "True")
        self.assertRegex(lines[2], r"^True Guard\(offset=\d+, line=21, count=\d+, keeps_failing=False\) -O2$")
        self.assertEqual(lines[3:], ["  guards that failed in specialised code:", "    line 21"])

    def test_threads_and_forks(self):
        lines = self.check(
            """\
            import os, threading
            def f(n):
                return n * 2 + 1
            def g(n):
                return n * 3 + 1
            thread = threading.Thread(target=until, args=(lambda: coconut.info(f).compiled, lambda: f(3)))
            thread.start()
            thread.join()
            print(coconut.info(f).compiled, threading.active_count(), flush=True)
            child = os.fork()
            if child == 0:
                until(lambda: coconut.info(g).compiled, lambda: g(3))
                print(coconut.info(g).compiled, flush=True)
                os._exit(0)
            print(os.waitpid(child, 0)[1])
            """
        )
        self.assertEqual(lines, ["True 1", "True", "0"])

    def test_signals_of_the_program(self):
        """Exceptions of the program's signal handlers are the program's, whatever runs when they come."""
        lines = self.check(
            """\
            import signal
            class Alarm(Exception): pass
            def ring(number, frame):
                raise Alarm
            signal.signal(signal.SIGALRM, ring)
            count = 0
            functions = []
            for k in range(300):
                namespace = {}
                exec(f"def f{k}(n): return n + {k}", namespace)
                functions.append(namespace[f"f{k}"])
            for k in range(300):
                try:
                    signal.setitimer(signal.ITIMER_REAL, 0.003)
                    while True:
                        for f in functions:
                            f(1)
                except Alarm:
                    count += 1
            print(count)
            """
        )
        self.assertEqual(lines, ["300"])

    def test_without_a_compiler(self):
        for script in ("exit 1\n", "cat > /dev/null\n", "echo nonsense\n"):
            home = os.path.join(self.folder, "home")
            os.makedirs(os.path.join(home, "bin"), exist_ok=True)
            with open(os.path.join(home, "bin", "coconut"), "w", encoding="utf-8") as file:
                file.write("#!/bin/sh\n" + script)
            os.chmod(file.name, 0o755)
            lines = self.check(
                """\
                def f(n):
                    return n * 2 + 1
                end = time.monotonic() + 0.5
                while time.monotonic() < end:
                    f(3)
                print(f(1), coconut.info(f).compiled)
                """,
                COCONUT_HOME=home,
            )
            self.assertEqual(lines, ["3 False"])

    def test_end(self):
        """A program that ends in the middle of a compilation does not wait for it; it is finished all the same, and the next run finds it."""
        program = """\
            def f(n):
                return n * 2 + 1
            for i in range(100000):
                f(3)
            print(coconut.info(f).compiled)
            """
        begun = time.monotonic()
        self.assertEqual(self.check(program), ["False"])
        self.wait_for(lambda: [name for name in self.files() if name.endswith(".so")])
        self.wait_for_compilers()
        self.assertEqual(self.check(program), ["True"])
        self.assertLess(time.monotonic() - begun, PATIENCE)

    MODULE = """\
        table = [1.5, 2.5, 3.5]
        def first(n):
            s = 0
            for i in range(n):
                s += table[i % 3]
            return s
        def second(n):
            t = 0
            for i in range(n):
                t += len(table)
            return t
        """

    MODULE_USER = """\
        import part
        before = coconut.info(part.first), coconut.info(part.second)
        print(*sorted({info.library for info in before if info.compiled}))
        print(part.first(12), part.second(4))
        def step():
            part.first(300)
            part.second(300)
        until(lambda: all(coconut.info(f).compiled for f in (part.first, part.second)), step)
        print(part.first(12), part.second(4))
        """

    def settled(self):
        """What settles a module, by the lists of libraries."""
        found = []
        for folder, _, names in os.walk(self.cache):
            for name in names:
                if name.endswith(".hot"):
                    with open(os.path.join(folder, name), encoding="utf-8") as file:
                        found += [os.path.join(self.cache, line.strip()[1:]) for line in file if line.startswith("=")]
        return found

    def test_settled(self):
        """What became hot in a run is compiled at once behind it, by the code of the whole module, and the next run has that alone."""
        with open(os.path.join(self.folder, "part.py"), "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(self.MODULE))
        for environment in {}, {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": os.path.join(self.folder, "none")}:
            with self.subTest(environment=environment):
                lines = self.check(self.MODULE_USER, **environment)
                self.assertEqual(lines, ["", "30.0 12", "30.0 12"])
                self.wait_for_compilers()
                lines = self.check(self.MODULE_USER, **environment)
                self.assertEqual(lines[1:], ["30.0 12", "30.0 12"])
                (library,) = lines[0].split()
                self.assertIn(library, self.settled())
                with open(library, "rb") as file:
                    content = file.read()
                self.assertIn(b"second", content)
                self.assertNotIn(b"<module>", content)
            shutil.rmtree(self.cache)

    def test_settled_again(self):
        """What would settle a module and never came, or is gone, is compiled again; what cannot be compiled is not."""
        with open(os.path.join(self.folder, "part.py"), "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(self.MODULE))
        self.check(self.MODULE_USER)
        self.wait_for_compilers()
        libraries = self.settled()
        for library in libraries:
            os.unlink(library)
        self.check(self.MODULE_USER)
        self.wait_for_compilers()
        lines = self.check(self.MODULE_USER)
        self.assertIn(lines[0], [library for library in self.settled() if os.path.exists(library)])
        for library in self.settled():
            if os.path.exists(library):
                os.unlink(library)
                with open(library[:-3] + ".error", "w", encoding="utf-8") as file:
                    file.write("not today")
        self.check(self.MODULE_USER)
        self.wait_for_compilers()
        self.assertEqual([library for library in self.settled() if os.path.exists(library)], [])

    def test_settled_now(self):
        """In a program that goes on the same is done once nothing becomes hot any more."""
        text = self.MODULE + """
        def libraries():
            return {coconut.info(f).library for f in (first, second)}
        until(lambda: coconut.info(first).compiled, lambda: first(300))
        until(lambda: coconut.info(second).compiled, lambda: second(300))
        alone = libraries()
        steps = until(lambda: len(libraries()) == 1, lambda: (first(300), second(300)))
        print(len(alone), len(libraries() - alone), first(12), second(4))
        """
        self.assertEqual(self.check(text), ["2 1 30.0 12"])

    def test_seen_by_the_clock(self):
        """A program so short that nothing in it becomes hot is compiled after a few runs."""
        program = """\
            def f(n):
                s = 0
                for i in range(n):
                    s += i & 3
                return s
            end = time.process_time() + 0.03
            print(coconut.info(f).compiled)
            while time.process_time() < end:
                f(10000)
            print(f(10))
            """
        for _ in range(30):
            lines = self.check(program, "--jit-threshold=190")
            self.assertEqual(lines[1], "13")
            self.wait_for_compilers()
            if lines[0] == "True":
                break
        self.assertEqual(lines[0], "True")

    def test_guards_are_kept(self):
        """What was compiled again without guards is settled without them."""
        text = self.GUARDS[: self.GUARDS.index("        def seldom")] + """
        import os
        print(coconut.info(often).options)
        print(coconut.info(often).library)
        if "FIRST" in os.environ:
            until(lambda: "--without" in str(coconut.info(often).options), lambda: often([LARGE] * 7, 300))
        """
        self.assertEqual(self.check(text, FIRST="1"), ["None", "None"])
        self.wait_for_compilers()
        options, library = self.check(text)
        self.assertRegex(options, r"^-O2 --without-guards=often@14:\d+$")
        self.assertIn(library, self.settled())

    def wait_for_compilers(self):
        self.wait_for(lambda: not [name for name in self.files() if ".jit." in name])

    def wait_for(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition() and time.monotonic() < end:
            time.sleep(0.05)
        self.assertTrue(condition(), self.files())


if __name__ == "__main__":
    unittest.main()
