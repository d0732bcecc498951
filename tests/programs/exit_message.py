# kind: script
# exit: 1
"""sys.exit with a message: it goes to stderr and the exit code is 1; an object's __del__ still runs."""
import sys


class Resource:
    def __del__(self):
        print("released")


class Usage(SystemExit):
    pass


def check(args):
    resource = Resource()
    if len(args) < 5:
        raise Usage(f"usage: program with at least 5 arguments, got {len(args)}")
    return resource


if __name__ == "__main__":
    print("checking")
    check(sys.argv[1:])
