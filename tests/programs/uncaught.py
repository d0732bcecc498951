# kind: script
# exit: 1
"""Ends with an uncaught exception: chained, with a cause, a note, and frames of methods, lambdas and comprehensions."""
import sys


class Broken(Exception):
    pass


class Machine:
    def __init__(self, parts):
        self.parts = parts

    def run(self):
        return [part(i) for i, part in enumerate(self.parts)]

    @property
    def broken(self):
        return self.run()


def repair(machine):
    try:
        return machine.broken
    except ZeroDivisionError as e:
        e.add_note("the second part divides")
        e.add_note("by its own index minus one")
        try:
            {"a": 1}["b"]
        except KeyError:
            raise Broken("cannot be repaired",
                         len(machine.parts)) from e
    finally:
        print("tried")


def main():
    print("start")
    sys.stdout.flush()
    machine = Machine([lambda i: i, lambda i: 1 / (i - 1), None])
    value = repair(
        machine
    )
    print("never", value)


if __name__ == "__main__":
    main()
