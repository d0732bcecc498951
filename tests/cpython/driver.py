"""Runs one module of CPython's test suite and writes what becomes of every test to a file, a line of JSON at a time, so that a
run that dies leaves word of how far it got.

    driver.py OUT MODULE [PATTERN...]       for example: driver.py out.jsonl test.test_json

Lines: {"start": ID}, {"test": ID, "outcome": WORST SO FAR}; the last one {"end": {"compilations": N, "problems": {FILE: MESSAGE}}},
of the compiler when there is one. Outcomes: "ok", "skip", "expected failure", "unexpected success", "fail", "error".
"""
import faulthandler
import json
import os
import sys
import unittest
from test import support
from test.support import os_helper

RANK = ("ok", "skip", "expected failure", "unexpected success", "fail", "error")


class Recorder(unittest.TextTestResult):
    """Writes the outcome of each test; a failing subtest makes its test fail."""

    out = None
    outcomes = {}

    def write(self, line):
        self.out.write(json.dumps(line) + "\n")
        self.out.flush()

    def startTest(self, test):
        self.write({"start": test.id()})
        super().startTest(test)

    def record(self, test, outcome):
        # The worst outcome stands: a test can fail in several subtests and then in its clean-up.
        name = test.id()
        worst = max(self.outcomes.get(name, "ok"), outcome, key=RANK.index)
        self.outcomes[name] = worst
        self.write({"test": name, "outcome": worst})

    def addSuccess(self, test):
        super().addSuccess(test)
        self.record(test, "ok")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.record(test, "skip")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.record(test, "fail")

    def addError(self, test, err):
        super().addError(test, err)
        self.record(test, "error")

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.record(test, "expected failure")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.record(test, "unexpected success")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            is_failure = issubclass(err[0], test.failureException)
            self.record(test, "fail" if is_failure else "error")


def open_high(path):
    """A file to write to, out of the way of tests that close or count the small numbers."""
    low = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    high = os.dup2(low, 190, inheritable=False)
    os.close(low)
    return open(high, "w", encoding="utf-8")


def compiler():
    """What the compile service did in this process."""
    module = sys.modules.get("coconut._compile")
    if module is None:
        return {"compilations": 0, "problems": {}}
    return {"compilations": module.compilations, "problems": module.problems}


def main(out, module, *patterns):
    faulthandler.enable()
    support.use_resources = []
    loader = unittest.TestLoader()
    if patterns:
        loader.testNamePatterns = [f"*{p}*" for p in patterns]
    with open_high(out) as file:
        Recorder.out = file
        with os_helper.temp_cwd("cwd"):
            suite = loader.loadTestsFromName(module)
            runner = unittest.TextTestRunner(resultclass=Recorder, verbosity=0)
            result = runner.run(suite)
        file.write(json.dumps({"end": compiler()}) + "\n")
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
