# opt: -O0 -O2
"""isinstance in loops: of builtin types, of tuples of classes, of classes that decide by code of their own, of objects that say they are another class."""
import sys
from abc import ABC


class Base:
    pass


class Derived(Base):
    pass


class Meta(type):
    def __instancecheck__(cls, o):
        asked.append(o)
        return len(asked) % 2 == 0


class Odd(metaclass=Meta):
    pass


class Shape(ABC):
    pass


class Square:
    pass


Shape.register(Square)


class Liar:
    @property
    def __class__(self):
        return int


class Word(str):
    pass


class Mortal:
    def __del__(self):
        died.append(len(died))


asked, died = [], []
PAIR = (int, Base)
NESTED = (str, (list, Derived))
VALUES = [1, True, 2.5, "a", b"b", [1], (1, 2), {1: 2}, {3}, None, Base(), Derived(), Liar(), Word("w"), Square(), 1 << 70]


def kinds(values, n):
    ints = floats = texts = others = 0
    for i in range(n):
        v = values[i % len(values)]
        if isinstance(v, bool):
            ints += 2
        elif isinstance(v, int):
            ints += 1
        elif isinstance(v, float):
            floats += v
        elif isinstance(v, (str, bytes)):
            texts += len(v)
        elif isinstance(v, (list, tuple, dict, set)):
            texts += len(v)
        else:
            others += 1
    return ints, floats, texts, others


def of_numbers(n):
    s = 0
    for i in range(n):
        x = i * 0.5
        if isinstance(i, int) and isinstance(x, float) and not isinstance(i, (str, float)) and not isinstance(x, int):
            s += x
        if isinstance(i > 3, int):
            s += 1
    return s


def by_classes(values, n):
    base = pair = nested = shape = odd = 0
    for i in range(n):
        v = values[i % len(values)]
        base += isinstance(v, Base)
        pair += isinstance(v, PAIR)
        nested += isinstance(v, NESTED)
        shape += isinstance(v, Shape)
        odd += isinstance(v, (Odd, Shape))
    return base, pair, nested, shape, odd


def by_wrong(values, wrong):
    s = 0
    for v in values:
        try:
            s += isinstance(v, (int, wrong))
        except TypeError as e:
            print(e, s)
            s += 100
    return s


def temporaries(n):
    s = 0
    for i in range(n):
        if isinstance(Mortal(), (Base, Mortal)):
            s += len(died)
    return s


def replaced(n):
    global isinstance
    s = 0
    for i in range(n):
        if isinstance(i, int):
            s += 1
        if i == n // 2:
            isinstance = lambda o, c: False
    del isinstance
    return s


def main(n):
    print(kinds(VALUES, n))
    print(kinds([1, "a", [1], (1, 2)], n))
    print(of_numbers(n))
    print(by_classes(VALUES, n), len(asked))
    print(by_classes([Derived()], n), len(asked))
    print(by_wrong(VALUES[:12], 5), by_wrong([1, 2], 5))
    print(temporaries(n // 10), len(died))
    print(replaced(n))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
