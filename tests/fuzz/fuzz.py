"""Differential fuzzing: random programs run interpreted and compiled must do the same, to the last event and reference.

    python3.11 tests/fuzz/fuzz.py [--seed N] [--count N] [--minutes N] [--opt -O0,-O2] [--tracing] [FILE...]

Each module has many programs and is compiled once per level. What differs is shrunk and saved in build/fuzz/. Files saved there
are run again when named. Ends with `N passed, N failed`.
"""

import argparse
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

import generate  # noqa: E402
import shrink  # noqa: E402

# Seconds for one module: compilation and all programs.
LIMIT = 600


class Worker:
    """A process of worker.py; started again after it died."""

    def __init__(self, python, cache):
        self.python, self.cache, self.process = python, cache, None

    def start(self):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        environment.update(
            PYTHONPATH=os.path.join(ROOT, "runtime/python"),
            PYTHONHASHSEED="0",
            PYTHONDONTWRITEBYTECODE="1",
            COCONUT_PYTHON=self.python,
            COCONUT_HOME=ROOT,
            COCONUT_CACHE=self.cache,
        )
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [self.python, "-X", "faulthandler", os.path.join(HERE, "worker.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=environment,
        )
        self.rest = b""

    def line(self, deadline):
        """The next line of its output, or None when it died or takes too long."""
        while b"\n" not in self.rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                return None
            data = os.read(self.process.stdout.fileno(), 1 << 20)
            if not data:
                return None
            self.rest += data
        line, _, self.rest = self.rest.partition(b"\n")
        return json.loads(line)

    def ask(self, source, programs, opt, mixed="", limit=LIMIT, hooked=False):
        """The complaints about a module, and the log of each program; a death is a log too."""
        if self.process is None:
            self.start()
        request = {"source": source, "programs": programs, "opt": opt, "mixed": mixed, "hooked": hooked}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        deadline = time.monotonic() + limit
        which = None
        while True:
            answer = self.line(deadline)
            if answer is None:
                return self.dead(which)
            if "start" not in answer:
                return answer
            which = answer["start"]

    def dead(self, which):
        late = self.process.poll() is None and not select.select([self.process.stdout], [], [], 0)[0]
        self.process.kill()
        code = self.process.wait()
        self.errors.seek(0)
        errors = self.errors.read().decode("utf-8", "replace")
        self.process = None
        reason = "takes too long" if late else f"died with {code}"
        return {"dead": which, "reason": f"{reason}\n{errors[-3000:]}"}

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Fuzzer:
    def __init__(self, options, cache):
        self.options = options
        self.interpreter = Worker(options.python, cache)
        self.compiler = Worker(options.python, cache)
        self.cache = cache
        self.passed = self.failed = self.discarded = self.forgiven = 0
        self.modes = [(opt, "") for opt in options.opt.split(",")]
        if not options.no_mixed:
            self.modes += [(self.modes[0][0], "every second"), (self.modes[-1][0], "parts")]

    def expected(self, source, programs):
        """The logs of the interpreter, without the programs it takes too long for."""
        logs = {}
        while programs:
            answer = self.interpreter.ask(source, programs, None)
            if "dead" not in answer:
                for which, result in zip(programs, answer["programs"]):
                    if not result["slow"] and result["seconds"] < 1:
                        logs[which] = result["log"]
                return logs
            # One that kills the interpreter proves nothing about us.
            if answer["dead"] is None:
                raise SystemExit(f"fuzz: the interpreter cannot be run: {answer['reason']}")
            programs = [p for p in programs if p != answer["dead"]]
        return logs

    def differences(self, source, wanted, opt, mixed, limit=LIMIT):
        """A reason for each program whose compiled log is another; key None: the module as a whole."""
        programs, found = list(wanted), {}
        tries = 0
        while programs:
            answer = self.compiler.ask(source, programs, opt, mixed, limit)
            if any("the compiler cannot be started" in c for c in answer.get("complaints", ())):
                tries += 1
                if tries == 3:
                    raise SystemExit(f"fuzz: {answer['complaints'][0]}")
                self.compiler.stop()
                continue
            if "dead" in answer:
                found[answer["dead"]] = answer["reason"]
                if answer["dead"] is None:
                    return found
                programs = [p for p in programs if p != answer["dead"]]
                continue
            if answer["complaints"]:
                found[None] = "\n".join(answer["complaints"])
            for which, result in zip(programs, answer["programs"]):
                if not same(wanted[which], result["log"], mixed):
                    found[which] = compare(wanted[which], result["log"])
            if mixed and found:
                self.forgive(source, wanted, opt, found)
            return found
        return found

    def forgive(self, source, wanted, opt, found):
        """Takes out the programs that show when arguments die: the interpreter runs them otherwise under a hook, too."""
        programs = list(found)
        answer = self.compiler.ask(source, programs, opt, hooked=True)
        for which, result in zip(programs, answer.get("programs", ())):
            if not same(wanted[which], result["log"], False):
                del found[which]
                self.forgiven += 1

    def module(self, texts, name):
        """Runs the programs of one module in every mode."""
        source = "\n".join(texts)
        wanted = self.expected(source, list(range(len(texts))))
        self.discarded += len(texts) - len(wanted)
        bad = {}
        for opt, mixed in self.modes:
            found = self.differences(source, wanted, opt, mixed)
            if None in found:
                found.update(self.blame(texts, wanted, opt, found.pop(None)))
            for which, reason in found.items():
                bad.setdefault(which, (opt, mixed, reason))
        self.passed += len(wanted) - len(bad)
        self.failed += len(bad)
        for which, (opt, mixed, reason) in sorted(bad.items()):
            self.report(texts[which], which, f"{name}_{which}", opt, mixed, reason)

    def blame(self, texts, wanted, opt, reason):
        """Which programs a module cannot be compiled for."""
        guilty = {}
        for which in wanted:
            source = renumbered(texts[which], which)
            found = self.differences(source, {0: wanted[which]}, opt, "")
            if None in found:
                guilty[which] = found[None]
        return guilty or {next(iter(wanted), 0): f"all together: {reason}"}

    def report(self, text, which, name, opt, mixed, reason):
        folder = os.path.join(ROOT, "build/fuzz")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, f"{name}.py")
        source = renumbered(text, which)
        head = first_line(reason)
        print(f"FAIL {path} {opt}{' ' * bool(mixed)}{mixed}: {head}", flush=True)
        write(path, source)
        small = source
        if self.options.shrink > 0:
            small = shrink.shrink(source, lambda s: self.still_fails(s, opt, mixed, reason), self.options.shrink)
        wanted = self.expected(small, [0])
        found = self.differences(small, wanted, opt, mixed) if wanted else {}
        reason = next(iter(found.values()), reason)
        note = "".join(f"# {line}\n" for line in f"{opt} {mixed}\n{reason}".splitlines())
        write(os.path.join(folder, f"{name}_small.py"), note + small)
        print("    " + (note + small).replace("\n", "\n    "), flush=True)

    def still_fails(self, source, opt, mixed, reason):
        wanted = self.expected(source, [0])
        if not wanted:
            return False
        found = self.differences(source, wanted, opt, mixed, 120)
        return any(kind_of(r) == kind_of(reason) for r in found.values())

    def stop(self):
        self.interpreter.stop()
        self.compiler.stop()


def renumbered(text, which):
    return text.replace(f"def program_{which}(", "def program_0(", 1)


def kind_of(reason):
    """Deaths, compile errors and differences are not shrunk into one another."""
    for word in ("died with", "takes too long", "compile error", "not compiled"):
        if reason.startswith(word):
            return first_line(reason) if word == "died with" else word
    return "differs"


def first_line(reason):
    return reason.splitlines()[0] if reason else ""


def same(wanted, got, mixed):
    """Whether two logs agree. Where an interpreted caller calls through an eval-frame hook, CPython keeps the arguments until
    the call returns, and drops them during the call without one: in the mixed mode deaths have no order."""
    if wanted == got or not mixed:
        return wanted == got
    if any(line in ("del meddler",) or line.startswith("trace") for line in wanted + got):
        return True
    split = [([x for x in log if not x.startswith("del ")], sorted(x for x in log if x.startswith("del "))) for log in (wanted, got)]
    return split[0] == split[1]


def compare(wanted, got):
    """Where two logs part."""
    at = next((i for i, (w, g) in enumerate(zip(wanted, got)) if w != g), min(len(wanted), len(got)))
    lines = [f"event {at} differs"]
    lines += [f"  both        {line}" for line in wanted[max(0, at - 3) : at]]
    lines += [f"  interpreted {line}" for line in wanted[at : at + 3]]
    lines += [f"  compiled    {line}" for line in got[at : at + 3]]
    return "\n".join(lines)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser(description="random programs, interpreted against compiled")
    parser.add_argument("files", nargs="*", help="saved programs to run again")
    parser.add_argument("--seed", type=int, default=1, help="of the first module; the next ones count up")
    parser.add_argument("--count", type=int, default=0, help="programs, in all; no limit when minutes are given")
    parser.add_argument("--minutes", type=float, default=0, help="stop after that long")
    parser.add_argument("--per-module", type=int, default=20, help="programs compiled together")
    parser.add_argument("--opt", default="-O0,-O2", help="levels to compile at")
    parser.add_argument("--kind", default="", choices=["", "objects", "numbers", "structures"], help="of programs; all when not given")
    parser.add_argument("--tracing", action="store_true", help="programs also switch tracing on and off")
    parser.add_argument("--no-mixed", action="store_true", help="not also with every second function interpreted, by detaching it and by not compiling it")
    parser.add_argument("--shrink", type=float, default=60, help="seconds to spend on making a failing program small")
    parser.add_argument("--max-failures", type=int, default=10, help="stop after so many")
    parser.add_argument("--python", default=os.environ.get("COCONUT_PYTHON") or "/usr/bin/python3.11")
    options = parser.parse_args()
    if not options.count and not options.minutes:
        options.count = 200
    cache = tempfile.mkdtemp(prefix="coconut-fuzz-")
    fuzzer = Fuzzer(options, cache)
    started = time.monotonic()
    try:
        if options.files:
            for path in options.files:
                with open(path, encoding="utf-8") as file:
                    fuzzer.module([file.read()], os.path.basename(path).removesuffix(".py") + "_again")
        else:
            run(fuzzer, options, started, cache)
    finally:
        fuzzer.stop()
        shutil.rmtree(cache, ignore_errors=True)
    print(f"{fuzzer.discarded} discarded, {fuzzer.forgiven} that show when arguments die, seeds from {options.seed}, {time.monotonic() - started:.0f} s")
    print(f"{fuzzer.passed} passed, {fuzzer.failed} failed")
    return 1 if fuzzer.failed or not fuzzer.passed else 0


def run(fuzzer, options, started, cache):
    seed, left = options.seed, options.count
    while fuzzer.failed < options.max_failures:
        if options.minutes and time.monotonic() - started > options.minutes * 60:
            return
        if options.count and left <= 0:
            return
        size = min(options.per_module, left) if options.count else options.per_module
        fuzzer.module(generate.programs(seed, size, options.tracing, options.kind), f"seed{seed}")
        seed += 1
        left -= size


if __name__ == "__main__":
    sys.exit(main())
