# bench: 91000
# kind: object
"""Comprehensions of every kind: nested, filtered, conditional, walrus, over classes' bodies, with shadowed names and closures."""
import sys


def pythagorean(n):
    return [(a, b, c) for a in range(1, n) for b in range(a, n) for c in range(b, n) if a * a + b * b == c * c]


def transpose(rows):
    return [[row[i] for row in rows] for i in range(len(rows[0]))]


def flatten(nested):
    return [x for item in nested for x in (flatten(item) if isinstance(item, list) else [item])]


def shadowing():
    x = "outer"
    inner = [x for x in range(3)]
    same = [x for _ in range(2)]
    return x, inner, same


def walrus(items):
    total = 0
    sums = [total := total + x for x in items]
    big = [y for x in items if (y := x * x) > 10]
    return sums, total, big, y, any((found := x) > 3 for x in items), found


def capturing():
    fs = [lambda: i for i in range(3)]
    gs = {k: (lambda k=k: k) for k in "ab"}
    return [f() for f in fs], [g() for g in gs.values()]


class Scoped:
    size = 3
    cells = [i * 2 for i in range(size)]
    names = {str(i) for i in range(size)}
    try:
        broken = [size for _ in range(1)]
    except NameError as e:
        broken = str(e)
    lazy = (c + 1 for c in cells)


def unpacking(pairs):
    return [a + b for a, b in pairs], [first for first, *rest in pairs], {k: v for k, *v in pairs}


def evaluation_order():
    seen = []

    def note(x):
        seen.append(x)
        return x
    {note(f"k{i}"): note(f"v{i}") for i in range(2) if note(i) >= 0}
    [note((a, b)) for a in [note("first")] for b in (note("second"),)]
    return seen


def main(size):
    print(pythagorean(25), transpose([[1, 2, 3], [4, 5, 6]]), flatten([1, [2, [3, [4]], 5], [], [[6]]]))
    print(shadowing(), walrus([1, 2, 3, 4, 5]), capturing())
    print(Scoped.cells, sorted(Scoped.names), Scoped.broken, list(Scoped.lazy))
    print(unpacking([(1, 2), (3, 4)]), evaluation_order())
    text = "the rain in spain stays mainly in the plain"
    print({w: len(w) for w in text.split()}, sorted({c for c in text if c not in "aeiou "}))
    print({k: [w for w in text.split() if w[0] == k] for k in sorted({w[0] for w in text.split()})})
    print(["fizz" * (i % 3 == 0) + "buzz" * (i % 5 == 0) or i for i in range(1, 16)], ["even" if i % 2 == 0 else "odd" for i in range(4)])
    gen = (x / 0 for x in [1])
    try:
        next(gen)
    except ZeroDivisionError as e:
        print(e, list(gen))
    try:
        (x for x in 5)
    except TypeError as e:
        print(e)
    total = 0
    for i in range(size):
        row = [j * i for j in range(20) if j % 3]
        total += sum(row) + len({j & 7 for j in row}) + len({j: str(j) for j in row[:4]})
        total += sum(a * b for a, b in zip(row, row[1:]) if (a ^ b) & 1)
        total += len([[x for x in range(i % 4)] for _ in range(3)])
    print(total)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
