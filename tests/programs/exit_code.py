# kind: script
# exit: 3
# argv: 3
"""Leaves through sys.exit in a nested call: finally blocks and atexit functions run, the argument is the exit code."""
import atexit
import sys


def leave(code):
    try:
        sys.exit(code)
    except Exception:
        print("not an Exception")
    finally:
        print("leaving with", code)


def main(code):
    atexit.register(print, "atexit: first registered, last run")
    atexit.register(lambda: print("atexit: last registered"))
    for attempt in (0, None, "text", True, 2.5):
        try:
            leave(attempt)
        except SystemExit as e:
            print("caught", repr(e.code), e.args)
    try:
        leave(code)
    finally:
        print("outer finally", file=sys.stderr)


if __name__ == "__main__":
    main(int(sys.argv[1]))
