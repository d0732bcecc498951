# kind: script
# exit: 1
"""Tracebacks with carets: binary operations, subscripts, attributes and calls over several lines, printed and then uncaught."""
import sys
import traceback


class Node:
    def __init__(self, child=None):
        self.child = child


def attribute(n):
    return n.child.child.child.child


def subscript(d):
    return d["a"]["b"]["c"]["d"] + d["a"]["x"]


def binary(a, b, c):
    return a * b + (
        c / (a - a)
    )


def call(f):
    return f(1,
             2)(
        3,
        key=4)


def unicode_line(é):
    größe = "日本語"; return größe + é


def loop():
    for a, b in [(1, 2), (3,)]:
        pass


def unpack():
    a, *b, c = [1]


def in_lambda():
    return (lambda x: x + (lambda y: y.z)(x))(1)


def in_comprehension():
    return {k: [v / k for v in range(2)] for k in (1, 0)}


def in_generator():
    def gen():
        yield 1
        yield 1 + None
    return list(gen())


def in_class_body():
    class Inner:
        x = 1
        y = x.missing


def assertion():
    x = 3
    assert x == 4, f"x is {x}"


def in_with():
    class Ctx:
        def __enter__(self):
            return self

        def __exit__(self, *exc):
            return undefined_name
    with Ctx():
        raise ValueError("inside")


def deep(n):
    if n == 0:
        raise LookupError("deep")
    deep(n - 1)


CASES = [
    (attribute, Node(Node())), (subscript, {"a": {"b": {"c": {}}}}), (binary, 1, 2, 3), (call, lambda a, b: None),
    (unicode_line, 3), (loop,), (unpack,), (in_lambda,), (in_comprehension,), (in_generator,), (in_class_body,), (assertion,),
    (in_with,), (deep, 10), (deep, 2), (exec, "x = 1\ny = x +\\\n None"), (compile, "a b", "<text>", "exec"), (int, "z"),
]


def main():
    for fn, *args in CASES:
        print("---", fn.__name__)
        try:
            fn(*args)
        except Exception:
            traceback.print_exc(file=sys.stdout)
    sys.stdout.flush()
    raise SystemError("done") from ExceptionGroup("both", [ValueError("one"), KeyError("two")])


if __name__ == "__main__":
    main()
