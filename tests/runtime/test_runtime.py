"""Tests of coconut._runtime and the package with a library written by hand (native.c).

    python3.11 tests/runtime/test_runtime.py [-v] [TEST...]

Needs the runtime built for this Python and a C compiler.
"""

import contextlib
import gc
import os
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
import traceback
import types
import unittest
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "runtime", "python"))

import coconut  # noqa: E402
from coconut import _compile, _modules, _runtime  # noqa: E402

NAMES = ("add", "call", "call_owned", "recurse", "half", "observe")
scratch = tempfile.TemporaryDirectory(prefix="coconut-test-")


def load_subject():
    """A new copy of subject.py's functions: new code objects, interpreted."""
    path = os.path.join(HERE, "subject.py")
    with open(path, encoding="utf-8") as file:
        code = compile(file.read(), path, "exec")
    module = types.ModuleType("subject")
    exec(code, vars(module))
    return module


def build(name="native", **defines):
    """Compiles native.c with the fingerprints of subject.py; a define replaces one."""
    output = os.path.join(scratch.name, name + ".so")
    subject = load_subject()
    values = {f"FP_{n}": f"{_runtime.fingerprint(getattr(subject, n).__code__)}u" for n in NAMES}
    values["ABI"] = str(_runtime.abi)
    values.update(defines)
    paths = sysconfig.get_paths()
    include = [f"-I{d}" for p in ("include", "platinclude") for d in (paths[p], paths[p] + "/internal")]
    command = [os.environ.get("CC", "gcc"), "-O1", "-g", "-shared", "-fPIC", "-fwrapv", "-w", *include]
    command += [f"-D{k}={v}" for k, v in values.items()]
    temporary = output + ".new"
    subprocess.run([*command, "-o", temporary, os.path.join(HERE, "native.c")], check=True)
    os.replace(temporary, output)
    return output


library = build()

# What the interpreter calls until it ends.
KEPT = []


def attached():
    """A subject whose functions are native."""
    subject = load_subject()
    coconut.attach(library, subject)
    return subject


class AttachTest(unittest.TestCase):
    def test_native_code_runs(self):
        subject = load_subject()
        self.assertEqual(subject.add(1, 2), ("interpreted", 1, 2))
        self.assertEqual(coconut.attach(library, subject), len(NAMES))
        self.assertEqual(subject.add(1, 2), 3)

    def test_called_by_c_code(self):
        """Once a function has run natively C code calls it by the runtime's vectorcall, which goes by what the function is at each call."""
        import ctypes

        offset = 120  # PyFunctionObject.vectorcall of 3.11
        subject = attached()
        vectorcall = ctypes.c_void_p.from_address(id(subject.add) + offset)
        before = vectorcall.value
        self.assertEqual(before, ctypes.c_void_p.from_address(id(load_subject().add) + offset).value)
        for _ in range(2):
            self.assertEqual(list(map(subject.add, [1, 2], [3, 4])), [4, 6])
        self.assertNotEqual(vectorcall.value, before)
        with self.assertRaisesRegex(TypeError, "add\\(\\) missing 1 required positional argument: 'b'"):
            list(map(subject.add, [1]))
        subject.add.__code__ = (lambda a, b: a * b).__code__
        self.assertEqual(list(map(subject.add, [3], [4])), [12])
        subject.add.__code__ = attached().add.__code__
        self.assertEqual(list(map(subject.add, [3], [4])), [7])
        coconut.detach(subject.add)
        self.assertEqual(list(map(subject.add, [3], [4])), [("interpreted", 3, 4)])

    def test_others_data_on_code(self):
        """Code on which only somebody else has put data goes without a crash, and ours with theirs."""
        import ctypes

        freed = []
        free = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(freed.append)
        api = ctypes.pythonapi
        index = api._PyEval_RequestCodeExtraIndex(free)
        set_extra = api._PyCode_SetExtra
        set_extra.argtypes = (ctypes.py_object, ctypes.c_ssize_t, ctypes.c_void_p)
        free_of_ours = eval("lambda: 42")
        self.assertEqual(set_extra(free_of_ours.__code__, index, 100), 0)
        del free_of_ours
        self.assertEqual(freed.count(100), 1)
        subject = load_subject()
        coconut.attach(library, subject)
        self.assertEqual(set_extra(subject.add.__code__, index, 200), 0)
        self.assertEqual(subject.add(1, 2), 3)
        del subject
        gc.collect()
        self.assertEqual(freed.count(200), 1)
        KEPT.append(free)

    def test_detach_goes_back(self):
        subject = attached()
        self.assertEqual(coconut.detach(subject.add), 1)
        self.assertEqual(subject.add(1, 2), ("interpreted", 1, 2))
        self.assertEqual(coconut.detach(subject.add), 0)

    def test_one_function(self):
        subject = load_subject()
        self.assertEqual(coconut.attach(library, subject.add), 1)
        self.assertEqual(subject.add(1, 2), 3)
        self.assertFalse(coconut.info(subject.recurse).compiled)

    def test_functions_defined_later(self):
        path = os.path.join(HERE, "subject.py")
        with open(path, encoding="utf-8") as file:
            source = file.read()
        namespace = {"__name__": "later"}
        # The attach stands where the docstring was, so that line numbers agree.
        source = source.replace(source.partition("\n")[0], f"import coconut; coconut.attach({library!r})", 1)
        exec(compile(source, path, "exec"), namespace)
        self.assertEqual(namespace["add"](1, 2), 3)

    def test_other_bytecode_is_refused_by_name(self):
        subject = load_subject()
        stale = build("stale", FP_add="1u", FP_half="2u")
        with self.assertRaises(coconut.RefusedError) as caught:
            coconut.attach(stale, subject)
        self.assertEqual(sorted(caught.exception.names), ["add", "half"])
        self.assertIn("stale.so: compiled from other bytecode: ", str(caught.exception))
        self.assertFalse(coconut.info(subject.recurse).compiled, "nothing is attached")
        count, refused = _runtime.attach(stale, (subject.add.__code__, subject.recurse.__code__), False)
        self.assertEqual((count, refused), (1, ["add"]))

    def test_not_a_library(self):
        for name, defines, message in (
            ("magic", {"MAGIC": "1"}, "not a library made by coconut"),
            ("abi", {"ABI": "99"}, f"made for version 99 of the runtime, this is version {_runtime.abi}"),
            ("target", {"TARGET": '"cpython-9.9"'}, "made for cpython-9.9, this is cpython-3.11"),
        ):
            with self.assertRaisesRegex(coconut.AttachError, message):
                coconut.attach(build(name, **defines), load_subject())

    def test_files_that_are_none(self):
        with self.assertRaises(FileNotFoundError):
            coconut.attach("/nonexistent.so", load_subject())
        with self.assertRaisesRegex(coconut.AttachError, "native.c: "):
            coconut.attach(os.path.join(HERE, "native.c"), load_subject())
        with self.assertRaises(TypeError):
            coconut.attach(library, 42)

    def test_a_replaced_file_is_loaded_anew(self):
        path = build("edited", FP_add="1u")
        with self.assertRaises(coconut.RefusedError):
            coconut.attach(path, load_subject())
        self.assertEqual(build("edited"), path)
        self.assertEqual(coconut.attach(path, load_subject()), len(NAMES))

    def test_info(self):
        subject = load_subject()
        before = coconut.info(subject.half)
        self.assertFalse(before.compiled)
        self.assertIsNone(before.library)
        coconut.attach(library, subject)
        self.assertEqual(subject.half(10), 45)
        self.assertEqual(subject.half(10), 45)
        found = coconut.info(subject.half)
        self.assertTrue(found.compiled)
        self.assertEqual((found.library, found.tool, found.options), (os.path.realpath(library), "0.0", "by hand"))
        self.assertEqual(found.deopts, 2)
        (site,) = found.deopt_sites
        self.assertEqual((site.reason, site.count, site.line), ("half way", 2, subject.half.__code__.co_firstlineno + 2))
        self.assertIn("half way, 2 times", str(found))

    def test_code_objects_may_go(self):
        for _ in range(3):
            attached()
        gc.collect()
        self.assertEqual(load_subject().add(1, 2), ("interpreted", 1, 2))


def positional(a, b=2, /, c=3, *, d=4, e):
    return a, b, c, d, e


def variadic(a, *args, k=1, **kwargs):
    return a, args, k, kwargs


def closure(x):
    def inner(y):
        return x + y

    return inner


def generator(a):
    yield a
    yield a + 1


class Point:
    def __init__(self, x=0, *, y=0):
        self.x, self.y = x, y

    def sum(self, other=None):
        return self.x + self.y, other


class CallTest(unittest.TestCase):
    """Calls from native code against the same calls interpreted."""

    def check(self, f, /, *args, **kwargs):
        call = attached().call
        values, names = args + tuple(kwargs.values()), tuple(kwargs) or None
        try:
            expected = f(*args, **kwargs)
        except TypeError as error:
            with self.assertRaises(TypeError) as caught:
                call(f, values, names)
            self.assertEqual(str(caught.exception), str(error))
        else:
            self.assertEqual(call(f, values, names), expected)

    def test_binding(self):
        self.check(positional, 1, e=5)
        self.check(positional, 1, 20, c=30, e=5)
        self.check(positional, 1, 20, 30, e=5, d=40)
        self.check(variadic, 1)
        self.check(variadic, 1, 2, 3)
        self.check(variadic, 1, 2, z=3, k=4, y=5)
        self.check(variadic, a=1, b=2)
        self.check(closure(1), 2)
        self.check(len, "abc")
        self.check(sorted, [3, 1], reverse=True)
        self.check(Point(1, y=2).sum, 3)
        self.check(Point(1, y=2).sum, other=3)

    def test_wrong_arguments(self):
        self.check(positional)
        self.check(positional, 1)
        self.check(positional, 1, 2, 3, 4, e=5)
        self.check(positional, a=1, e=5)
        self.check(positional, 1, e=5, f=6)
        self.check(variadic)
        self.check(variadic, 1, a=2)
        self.check(len)
        self.check(3)

    def test_keyword_of_a_str_subclass(self):
        class Name(str):
            pass

        call = attached().call
        self.assertEqual(call(variadic, (1, 2), (Name("k"),)), (1, (), 2, {}))

    def test_generator_functions(self):
        self.assertEqual(list(attached().call(generator, (1,), None)), [1, 2])
        g = attached().call(generator, (1,), None)
        self.assertEqual(next(g), 1)
        self.assertEqual(g.gi_frame.f_locals, {"a": 1})

    def test_callee_alone_holds_its_arguments(self):
        class Thing:
            pass

        died = []

        def drop(thing):
            import weakref

            watch = weakref.ref(thing, lambda _: died.append("early"))
            del thing
            died.append("returned")
            return watch

        subject = attached()
        subject.call_owned(drop, [Thing()])
        self.assertEqual(died, ["early", "returned"])

    def test_references_are_balanced(self):
        subject = attached()
        sentinel = object()
        cases = [
            (positional, (sentinel, sentinel), ("e",)),
            (variadic, (sentinel, sentinel, sentinel), ("z",)),
            (variadic, (sentinel, sentinel), ("a",)),
            (variadic, (sentinel,) * 5, None),
            (positional, (sentinel,), None),
            (Point(1).sum, (sentinel,), None),
            (generator, (sentinel,), None),
            (subject.add, (1, sentinel), None),
            (Point, (sentinel,), None),
        ]
        for f, args, names in cases:
            with self.subTest(f=f.__name__, args=len(args), names=names):
                watched = (sentinel, f, getattr(f, "__code__", f), getattr(f, "__func__", f))
                before = [sys.getrefcount(x) for x in watched]
                for _ in range(100):
                    with contextlib.suppress(TypeError):
                        subject.call(f, args, names)
                self.assertEqual([sys.getrefcount(x) for x in watched], before)

    @unittest.skipUnless(hasattr(sys, "gettotalrefcount"), "needs a debug build")
    def test_total_references(self):
        subject = attached()

        def work():
            for _ in range(1000):
                subject.call(variadic, (1, 2, 3, 4), ("z",))
                subject.call(positional, (1, 2), ("e",))
                subject.add(2000, 3000)
                subject.half(10)
                subject.recurse(20)
                with contextlib.suppress(TypeError):
                    subject.add(1, "x")

        work()
        gc.collect()
        before = sys.gettotalrefcount()
        work()
        gc.collect()
        self.assertLess(abs(sys.gettotalrefcount() - before), 20)


class FrameTest(unittest.TestCase):
    def test_frame_kept_after_return(self):
        subject = attached()

        def look():
            return sys._getframe(1)

        frame = subject.observe(look)
        self.assertEqual(frame.f_code, subject.observe.__code__)
        self.assertEqual(frame.f_locals, {"f": look, "local": "seen"})
        self.assertIs(frame.f_back.f_code, sys._getframe().f_code)
        self.assertFalse(gc.is_tracked(frame) and frame in gc.garbage)

    def test_frame_of_a_direct_callee_kept(self):
        subject = attached()

        def callee(a):
            local = a + 1
            return sys._getframe(), local

        frame, _ = subject.call(callee, (41,), None)
        self.assertEqual(frame.f_locals, {"a": 41, "local": 42})
        self.assertIs(frame.f_back.f_code, subject.call.__code__)
        self.assertIs(frame.f_back.f_back.f_code, sys._getframe().f_code)
        frame.clear()
        self.assertEqual(frame.f_locals, {})

    def test_traceback_shows_native_frames(self):
        subject = attached()
        try:
            subject.call(subject.add, (1, "x"), None)
        except TypeError as error:
            entries = traceback.extract_tb(error.__traceback__)
            self.assertEqual([e.name for e in entries], ["test_traceback_shows_native_frames", "call", "add"])
            last = error.__traceback__.tb_next.tb_next.tb_frame
            self.assertEqual(last.f_locals, {"a": 1, "b": "x"})
        else:
            self.fail("no exception")

    def test_many_frames_fill_chunks_of_the_data_stack(self):
        subject = attached()

        def deep(n):
            a = b = c = d = e = f = g = h = i = j = k = l = m = n
            return 0 if n == 0 else subject.call(deep, (n - 1,), None) + 1

        for depth in (10, 100, 300, 20, 300):
            self.assertEqual(deep(depth), depth)

    def test_recursion_limit(self):
        subject = attached()
        limit = sys.getrecursionlimit()
        with self.assertRaisesRegex(RecursionError, "^maximum recursion depth exceeded$"):
            subject.recurse(limit + 10)
        self.assertEqual(subject.recurse(limit // 2), 0)

        def depth_left(n=0):
            try:
                return depth_left(n + 1)
            except RecursionError:
                return n

        before = depth_left()
        with self.assertRaises(RecursionError):
            subject.recurse(limit + 10)
        self.assertEqual(depth_left(), before, "each level was given back")

    def test_recursion_deeper_than_the_c_stack(self):
        code = (
            "import sys, test_runtime as t\n"
            "s = t.attached()\n"
            "sys.setrecursionlimit(10**6)\n"
            "print(s.recurse(200_000))\n"
            "print(s.add(1, 2))\n"
        )
        done = subprocess.run([sys.executable, "-Wignore", "-c", code], cwd=HERE, capture_output=True, text=True)
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("0\n3\n", "", 0))

    def test_recursion_in_a_small_thread(self):
        subject, results = attached(), []

        def work():
            old = sys.getrecursionlimit()
            sys.setrecursionlimit(50_000)
            try:
                results.append(subject.recurse(40_000))
            finally:
                sys.setrecursionlimit(old)

        size = threading.stack_size(256 * 1024)
        try:
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        finally:
            threading.stack_size(size)
        self.assertEqual(results, [0])
        self.assertEqual(subject.add(1, 2), 3)

    def test_threads(self):
        subject, results = attached(), []

        def work():
            results.append(sum(subject.call(subject.add, (i, i), None) for i in range(2000)))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(results, [sum(2 * i for i in range(2000))] * 4)


class TracingTest(unittest.TestCase):
    def test_a_traced_call_is_interpreted(self):
        subject, events = attached(), []

        def tracer(frame, event, arg):
            if frame.f_code is subject.add.__code__:
                events.append(event)
            return tracer

        old = sys.gettrace()
        sys.settrace(tracer)
        try:
            result = subject.add(1, 2)
        finally:
            sys.settrace(old)
        self.assertEqual(result, ("interpreted", 1, 2))
        self.assertEqual(events, ["call", "line", "return"])
        self.assertEqual(subject.add(1, 2), 3)

    def test_profile_sees_callees_of_native_code(self):
        subject, events = attached(), []

        def start():
            sys.setprofile(lambda frame, event, arg: events.append((event, frame.f_code.co_name)))
            return len("x")

        try:
            self.assertEqual(subject.observe(start), 1)
        finally:
            sys.setprofile(None)
        self.assertIn(("return", "start"), events)


class FingerprintTest(unittest.TestCase):
    def test_every_kind_of_constant(self):
        def fp(**changes):
            return _runtime.fingerprint((lambda: 0).__code__.replace(**changes))

        constants = [None, True, False, ..., 1, -1, 2**80, 1.0, -0.0, 0.0, 1j, "a", "\ud800", "é", b"a", (1,), (1.0,), (), frozenset({1, 2})]
        prints = [fp(co_consts=(c,)) for c in constants]
        self.assertEqual(len(set(prints)), len(constants))
        self.assertEqual(fp(co_consts=(frozenset("abc"),)), fp(co_consts=(frozenset("cba"),)))
        self.assertIsNone(fp(co_consts=([],)))

    def test_running_does_not_change_it(self):
        def loop(n):
            return sum(i * i for i in range(n))

        before = _runtime.fingerprint(loop.__code__)
        for _ in range(100):
            loop(10)
        self.assertEqual(_runtime.fingerprint(loop.__code__), before)


class ModulesTest(unittest.TestCase):
    """What the JIT keeps of modules."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="coconut-modules-")
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.environ.pop, "COCONUT_CACHE", None)
        os.environ["COCONUT_CACHE"] = self.folder = folder.name
        self.code = compile("def f(): return [i for i in ()]\ndef g(): pass\ndef f(): pass", "part.py", "exec")
        self.module = _modules.Module(self.code, os.path.join(self.folder, "ab", "entry"))

    def add(self, name, kind="", there=True):
        path = os.path.join(self.folder, name)
        if there:
            with open(path, "w", encoding="utf-8"):
                pass
        self.module.add(path, kind)

    def names(self):
        return [os.path.basename(path) for path in self.module.libraries()]

    def test_parts(self):
        """Numbered outermost first, found by their names."""
        self.assertEqual([part().co_qualname for part in self.module.parts], ["<module>", "f", "f.<locals>.<listcomp>", "g", "f"])
        self.assertEqual({name: len(refs) for name, refs in self.module.named.items()}, {"<module>": 1, "f": 2, "<listcomp>": 1, "g": 1})

    def test_order_of_libraries(self):
        """What settles counts more than what was compiled one by one, before and since; what was compiled since by what was known then counts more."""
        self.add("one.so")
        self.add("gone.so", there=False)
        self.add("two.so")
        self.add("one.so")
        self.assertEqual(self.names(), ["one.so", "two.so"])
        self.add("under-way.so", "=", there=False)
        self.assertEqual(self.names(), ["one.so", "two.so"])
        self.add("all.so", "=")
        self.assertEqual(self.names(), ["all.so"])
        self.add("guard.so", "+")
        self.add("two.so")
        self.add("three.so")
        self.add("later.so", "+")
        self.assertEqual(self.names(), ["two.so", "three.so", "all.so", "guard.so", "later.so"])
        self.add("more.so", "=")
        self.assertEqual(self.names(), ["more.so"])

    def test_lost(self):
        """A library that would settle it and is neither there nor on its way."""
        self.assertFalse(self.module.is_lost())
        self.add("all.so", "=", there=False)
        self.assertTrue(self.module.is_lost())
        source = os.path.join(self.folder, "all.7.1.jit.code")
        with open(source, "w", encoding="utf-8"):
            pass
        self.assertFalse(self.module.is_lost())
        os.utime(source, (0, 0))
        self.assertTrue(self.module.is_lost())
        with open(os.path.join(self.folder, "all.error"), "w", encoding="utf-8"):
            pass
        self.assertFalse(self.module.is_lost())

    def test_seen(self):
        """What cannot be read is nothing."""
        self.assertEqual(self.module.seen(), {})
        rows = {3: (7, True, (2, 4), b"x")}
        self.module.keep(rows)
        self.assertEqual(self.module.seen(), rows)
        self.assertEqual(os.listdir(os.path.join(self.folder, "ab")), ["entry.seen"])
        for content in (b"", b"nonsense", b"i\1\0\0\0"):
            with open(self.module.base + ".seen", "wb") as file:
                file.write(content)
            self.assertEqual(self.module.seen(), {})

    def test_whole(self):
        """The module's code when it is gone: from the cache of the import system, else from the source; not when that has changed."""
        path = os.path.join(self.folder, "part.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write("def f():\n    return 1 is 1\n")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile("def f():\n    return 1 is 1\n", path, "exec")
        opt = "-O2"
        module = _modules.Module(code, _compile._entry(code, opt))
        self.assertIs(module.whole(opt, True), code)
        f = code.co_consts[0]
        del code
        self.assertIsNone(module.parts[0]())
        self.assertIsNone(module.whole(opt, True))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.assertIn(f, module.whole(opt, False).co_consts)
        with open(path, "a", encoding="utf-8") as file:
            file.write("x = 1\n")
        self.assertIsNone(module.whole(opt, False))


class BuildTest(unittest.TestCase):
    def test_by_profile(self):
        """Where GCC builds it, a runtime that was to be made by profile is: by what training.py does, which says nothing of its own."""
        stamp = os.path.join(ROOT, "build", "runtime", "made-for" + sysconfig.get_config_var("EXT_SUFFIX"))
        with open(stamp, encoding="utf-8") as file:
            made = file.read().strip()
        if os.path.basename(os.environ.get("CC", "gcc")) == "gcc":
            self.assertFalse(made.endswith(" without profile"), made)
        done = subprocess.run([sys.executable, os.path.join(ROOT, "scripts", "training.py"), "2"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^\d+\.\d+\n$")


def tearDownModule():
    scratch.cleanup()


if __name__ == "__main__":
    warnings.simplefilter("default")
    unittest.main()
