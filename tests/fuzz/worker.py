"""Runs programs for the fuzzer: one request per line on stdin, one answer per line on stdout, both JSON.

A request has `source`, the text of a module with functions `program_0` …, and `opt`: null to interpret it, else the level to
compile it at. `mixed` says how much of it: with "every second" the others are sent back to the interpreter, with "parts" the others are not even compiled,
and the code is for what the interpreter has learned, as the JIT settles modules. `hooked` sends all of them back: they run interpreted, called through the
runtime's eval-frame hook. The answer has a log per program.
"""

import gc
import json
import marshal
import os
import resource
import signal
import sys
import time
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import objects  # noqa: E402


class TooSlow(BaseException):
    """A program ran for longer than it may."""


def too_slow(signum, frame):
    raise TooSlow


# As long as this lives the hook is there.
HOOK = compile("pass", "hook.py", "exec")


def compile_module(source, programs, opt, mixed, hooked):
    """The code object of a module, given native code when `opt` says so; a list of complaints."""
    code = compile(source, "fuzz.py", "exec")
    if opt is None:
        return code, []
    if mixed == "parts":
        return code, compile_parts(code, programs, opt)
    import coconut
    from coconut import _codes, _compile, _runtime

    try:
        if hooked:
            _runtime.attach(_compile.library(HOOK, "hook.py", opt), (HOOK,), False)
            return code, []
        path = _compile.library(code, "fuzz.py", opt)
        _runtime.attach(path, (code,), False)
    except coconut.CompileError as error:
        return code, [f"compile error: {error}"]
    codes = list(_codes.all_of(code))
    missing = [c.co_qualname for c in codes if not coconut.info(c).compiled]
    if mixed:
        for c in codes[::2]:
            _runtime.detach(c)
    return code, [f"not compiled: {name}" for name in missing]


def compile_parts(code, programs, opt):
    """Compiles every second code object by what a run of the programs has taught; a list of complaints."""
    from coconut import _compile, _modules, _runtime

    for which in programs:
        run_program(code, which)
    parts = list(_modules.parts(code))
    only = list(range(1, len(parts), 2))
    base = os.path.join(_compile.cache_folder(), f"parts{os.getpid()}")
    os.makedirs(_compile.cache_folder(), exist_ok=True)
    with open(base + ".code", "wb") as file:
        marshal.dump((code, tuple(part._co_code_adaptive for part in parts)), file)
    if compile_parts.service is None:
        compile_parts.service = _compile._Service()
    # A library is known by its path for good.
    compile_parts.count += 1
    output = f"{base}.{compile_parts.count}.so"
    problem = compile_parts.service.compile(base + ".code", "fuzz.py", opt, output, f',"only":{only}')
    if problem is not None:
        return [f"compile error: {problem}"]
    try:
        count, refused = _runtime.attach(output, (code,), False)
    finally:
        os.unlink(output)
    return [] if count == len(only) else [f"{count} of {len(only)} parts attached; refused: {refused}"]


compile_parts.service, compile_parts.count = None, 0


def run_program(code, which):
    """The log of one program, and the seconds it took."""
    world = objects.World()
    names = world.namespace()
    sys.unraisablehook = lambda u: world.say("unraisable", type(u.exc_value).__name__, objects.clean(str(u.exc_value)))
    warnings.showwarning = lambda message, category, filename, line, *rest: world.say("warning", category.__name__, objects.clean(str(message)), line)
    warnings.resetwarnings()
    warnings.simplefilter("always")
    started = time.perf_counter()
    gc.collect()
    gc.disable()
    signal.setitimer(signal.ITIMER_REAL, 5)
    slow = False
    try:
        run_body(world, code, names, which)
    except TooSlow:
        slow = True
        sys.settrace(None)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        gc.enable()
    seconds = time.perf_counter() - started
    finish(world, names)
    return {"log": world.log, "seconds": seconds, "slow": slow}


def run_body(world, code, names, which):
    Probe = names["Probe"]
    exec(code, names)
    arguments = [
        Probe("a"),
        Probe("b", fails=("bool", "add", "next", "getitem", "exit")),
        Probe("c", refuses=("add", "eq", "lt", "radd", "iadd"), truth=False),
        [1, 2, Probe("d")],
        {"x": 1, "y": Probe("e")},
    ]
    before = [sys.getrefcount(a) for a in arguments]
    try:
        result = names[f"program_{which}"](*arguments)
    except TooSlow:
        raise
    except BaseException as error:
        if world.tracing:
            sys.settrace(None)
        world.log += objects.describe_error(world, error)
        clear(error)
    else:
        if world.tracing:
            sys.settrace(None)
        world.say("result", world.show(result))
        del result
    world.say("arguments", *(world.show(a) for a in arguments))
    world.say("references", *(sys.getrefcount(a) - b for a, b in zip(arguments, before)))


def clear(error):
    """Lets go of the frames an exception holds."""
    error.__traceback__ = None


def finish(world, names):
    sys.settrace(None)
    names.clear()
    gc.collect()
    world.say("alive", world.alive)
    sys.unraisablehook = sys.__unraisablehook__


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    signal.signal(signal.SIGALRM, too_slow)
    out = os.fdopen(os.dup(1), "w")
    sys.stdout = sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        code, complaints = compile_module(request["source"], request["programs"], request["opt"], request["mixed"], request["hooked"])
        answer = {"complaints": complaints, "programs": []}
        for which in request["programs"]:
            # What is written before a program starts says which one a dead worker was running.
            out.write(json.dumps({"start": which}) + "\n")
            out.flush()
            answer["programs"].append(run_program(code, which))
        out.write(json.dumps(answer) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
