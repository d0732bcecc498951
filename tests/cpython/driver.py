"""Runs one module of CPython's test suite and writes what became of every test to a file, as JSON.

    driver.py OUT MODULE [PATTERN...]       for example: driver.py out.json test.test_json

The file maps each test's id to "ok", "skip", "fail", "error", "expected failure" or "unexpected success".
"""
import json
import os
import sys
import unittest
from test import support
from test.support import os_helper


class Recorder(unittest.TextTestResult):
    """Keeps the outcome of each test; a failing subtest makes its test fail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.outcomes = {}

    def record(self, test, outcome):
        # The worst outcome stands: a test can fail in several subtests and then in its clean-up.
        rank = ("ok", "skip", "expected failure", "unexpected success", "fail", "error")
        name = test.id()
        old = self.outcomes.get(name, "ok")
        self.outcomes[name] = max(old, outcome, key=rank.index)

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


def main(out, module, *patterns):
    support.use_resources = []
    loader = unittest.TestLoader()
    if patterns:
        loader.testNamePatterns = [f"*{p}*" for p in patterns]
    with os_helper.temp_cwd(f"coconut_cpython_test_{os.getpid()}"):
        suite = loader.loadTestsFromName(module)
        runner = unittest.TextTestRunner(resultclass=Recorder, verbosity=0)
        result = runner.run(suite)
    with open(out, "w", encoding="utf-8") as file:
        json.dump(result.outcomes, file, indent=1)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
