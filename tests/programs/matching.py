# bench: 380000
# kind: object
"""Match statements: literals, captures, sequences, mappings, classes, guards, alternatives, as-patterns, dotted names."""
import sys
from dataclasses import dataclass
from enum import Enum


class Colour(Enum):
    RED = 1
    GREEN = 2


@dataclass
class Point:
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    a: Point
    b: Point


class Loose:
    __match_args__ = ("first",)

    def __init__(self, first):
        self.first = first
        self.asked = []

    def __getattr__(self, name):
        raise AttributeError(name)


LIMIT = 100


class names:
    LIMIT = 100


def classify(x):
    match x:
        case None | True | False:
            return f"singleton {x}"
        case 0 | 1 | -1 | 2.5 | 1 + 2j:
            return f"small {x}"
        case names.LIMIT:
            return "limit"
        case int(n) if n > 1000:
            return f"big {n}"
        case int() | float() as n:
            return f"number {n}"
        case "quit" | "exit":
            return "leave"
        case str(s) if s.startswith("get "):
            return f"get {s[4:]}"
        case str():
            return "text"
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case [1, *rest, 9]:
            return f"from 1 to 9 {rest}"
        case ["move", (int(dx), int(dy)), *_]:
            return f"move {dx} {dy}"
        case [Point(x=0), Point(0, y)]:
            return f"two points, y {y}"
        case (a, [b, *c], *d) if c:
            return f"nested {a} {b} {c} {d}"
        case [_, _, *_]:
            return "several"
        case {"type": "circle", "r": r}:
            return f"circle {r}"
        case {"type": str(kind), **rest} if rest:
            return f"{kind} with {sorted(rest)}"
        case {"pos": [x, y], "colour": Colour.RED | Colour.GREEN as c}:
            return f"{c.name} at {x},{y}"
        case {}:
            return "mapping"
        case Point(0, 0):
            return "origin"
        case Point(x, y=0) | Point(0, y=x):
            return f"on an axis {x}"
        case Line(Point(x1, _), Point(x2, _)) if x1 == x2:
            return f"vertical {x1}"
        case Line(a=Point() as a):
            return f"line from {a}"
        case Colour.RED:
            return "red"
        case Loose(first=1, second=2):
            return "never"
        case Loose(v):
            return f"loose {v}"
        case bytes() | bytearray():
            return "bytes"
        case _:
            return type(x).__name__


def simplify(e):
    match e:
        case ("+", 0, x) | ("+", x, 0) | ("*", 1, x) | ("*", x, 1):
            return simplify(x)
        case ("*", 0, _) | ("*", _, 0):
            return 0
        case (op, a, b):
            a, b = simplify(a), simplify(b)
            match op, a, b:
                case "+", int(), int():
                    return a + b
                case "*", int(), int():
                    return a * b
            return (op, a, b)
        case _:
            return e


def no_case(x):
    match x:
        case 1:
            y = "one"
    return y


def shortened(x):
    """The guard replaces the name's object; the subject lives on."""
    match x:
        case [0]:
            y = 0
        case [_, 0] if (x := x[:0]):
            y = 1
        case [_, 0]:
            y = 2
        case _:
            y = 3
    return x, y


def shortened_local():
    x = [1, 0]
    match x:
        case [0]:
            y = 0
        case [1, 0] if (x := x[:0]):
            y = 1
        case [1, 0]:
            y = 2
    return x, y


def main(size):
    print(shortened_local(), shortened([0]), shortened([5, 0]), shortened([1, 2]), shortened("ab"))
    values = [None, True, 0, 1, -1, 2.5, 1 + 2j, 100, 5000, 7, 3.25, "quit", "get milk", "other", [], [5], (1, 2, 9), range(3),
              ["move", (1, 2), "fast"], [Point(0, 5), Point(0, 7)], ("a", ["b", "c"], "d"), "ab", b"ab",
              {"type": "circle", "r": 2}, {"type": "box", "w": 1, "h": 2}, {"pos": (1, 2), "colour": Colour.GREEN},
              {"k": 1}, {}, Point(0, 0), Point(3, 0), Point(0, 4), Point(1, 1), Line(Point(1, 2), Point(1, 9)),
              Line(Point(1, 2), Point(3, 9)), Colour.RED, Colour.GREEN, Loose(1), {1, 2}, object]
    for v in values:
        print(repr(v) if not isinstance(v, Loose) else "Loose", "->", classify(v))
    print(simplify(("+", ("*", 1, "x"), ("*", ("+", 0, 3), ("+", 2, 2)))), simplify(("*", "y", ("*", 0, "z"))))
    try:
        no_case(2)
    except UnboundLocalError as e:
        print(e)
    for bad in ("match 1:\n case int(1, 2): pass", "match Point(1, 2):\n case Point(1, x=1): pass", "match Point(1,2):\n case Point(1, 2, 3): pass",
                "match 3:\n case LIMIT(): pass"):
        try:
            exec(bad, globals())
        except TypeError as e:
            print(e)
    lengths = 0
    cheap = [v for v in values if not isinstance(v, Loose)]
    for i in range(size):
        lengths += len(classify(cheap[i % len(cheap)]))
        if i % 16 == 0:
            lengths += simplify(("+", ("*", i, 1), ("+", 0, ("*", 2, i))))
    print(lengths)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 600)
