#!/usr/bin/env python3
"""Runs files of CPython's test suite under regrtest's -R, which runs each several times and watches sys.gettotalrefcount() and the number of
memory blocks, in the debug build of Python: interpreted and compiled. Ends with `N passed, N failed`.

    refleaks.py [-O LEVEL] [-R WARM:RUNS] [-j N] NAME...

A file fails when it leaks compiled and not interpreted, ends in another way than it does interpreted, or runs no function of its own
compiled. What exec makes stays interpreted: the service's pipes, and code that waits for it, would be counted as leaks. PYTHON_DBG is the
interpreter; what failed is under build/leaks/refleaks/. The compiled code is kept (COCONUT_CACHE).
"""
import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OUT = os.path.join(ROOT, "build", "leaks", "refleaks")
PYTHON = os.environ.get("PYTHON_DBG") or "/usr/bin/python3.11-dbg"
LEAK = re.compile(r"^\S+ leaked (\[.*?\]) (references|memory blocks|file descriptors)", re.M)
ENDS = re.compile(r"^Tests result: (.*)$", re.M)


def run(command, environment, timeout):
    """Exit status and everything printed; a run that takes too long has the status None."""
    with tempfile.TemporaryDirectory(prefix="coconut-refleaks-") as folder:
        try:
            done = subprocess.run(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                timeout=timeout, errors="surrogateescape",
            )
        except subprocess.TimeoutExpired as late:
            return None, (late.stdout or b"").decode(errors="replace")
        return done.returncode, done.stdout


def facts(status, text):
    """What the two runs have to agree on, and the kinds of leaks."""
    end = ENDS.search(text)
    leaks = {kind: counts for counts, kind in LEAK.findall(text)}
    result = "FAILURE" if status is None or end is None else end.group(1)
    # A leak is itself a failure to regrtest: only what the tests said counts here.
    failed = bool(re.search(r"^(FAIL|ERROR): ", text, re.M)) or end is None
    return {"result": result, "failed": failed, "leaks": leaks}


def check(name, options):
    environment = dict(os.environ, PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1")
    test = ["-m", "test", "-R", options.R, name]
    before = facts(*run([PYTHON, *test], environment, options.timeout))
    report = os.path.join(OUT, f"{name}.report.%p")
    for old in os.listdir(OUT):
        if old.startswith(f"{name}.report."):
            os.unlink(os.path.join(OUT, old))
    compiled = dict(
        environment, PYTHONPATH=os.path.join(ROOT, "runtime", "python"), COCONUT_HOME=ROOT, COCONUT_OPT=f"-O{options.O}", COCONUT_REPORT=report,
        COCONUT_PYTHON=PYTHON,
    )
    command = [PYTHON, "-m", "coconut", "run", "--all", "--jit-threshold=0", *test]
    status, text = run(command, compiled, options.timeout)
    after = facts(status, text)
    own = os.sep + name.replace(".", os.sep)
    calls = 0
    for file in os.listdir(OUT):
        if file.startswith(f"{name}.report."):
            with open(os.path.join(OUT, file), encoding="utf-8") as f:
                functions = json.load(f)["functions"]
            calls += sum(f["calls"] for f in functions if f["compiled"] and own in f["file"])
            os.unlink(os.path.join(OUT, file))
    if after["leaks"]:
        # The report remembers functions that are gone: they do not count.
        del compiled["COCONUT_REPORT"]
        status, text = run(command, compiled, options.timeout)
        after = facts(status, text)
    problems = []
    if after["failed"] and not before["failed"]:
        problems.append(f"ends with {after['result']}, exit {status}")
    for kind, counts in after["leaks"].items():
        if kind not in before["leaks"]:
            problems.append(f"leaks {kind}: {counts}")
    if calls == 0:
        problems.append("nothing of the file ran compiled")
    if problems:
        with open(os.path.join(OUT, f"{name}.txt"), "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
    return name, problems, calls


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-O", default="0", metavar="LEVEL", help="level of the compiled code, 0 to 3 (0)")
    parser.add_argument("-R", default="3:3", metavar="WARM:RUNS", help="runs before and while it is watched (3:3)")
    parser.add_argument("-j", type=int, default=1, metavar="N", help="files at a time (1)")
    parser.add_argument("--timeout", type=float, default=3600, metavar="SECONDS", help="for one run of a file (3600)")
    parser.add_argument("names", nargs="+", metavar="NAME")
    options = parser.parse_args()
    os.makedirs(OUT, exist_ok=True)
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        for done in concurrent.futures.as_completed([pool.submit(check, n, options) for n in options.names]):
            name, problems, calls = done.result()
            if problems:
                failed += 1
                print(f"FAIL {name}: {'; '.join(problems)}", flush=True)
            else:
                passed += 1
                print(f"ok   {name}: {calls} compiled calls", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
