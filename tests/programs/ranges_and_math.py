# opt: -O2
"""Indices that are and are not negative, ranges of every step, functions of `math` that are, are not or no longer are those."""
import math
from math import cos, exp, log, sqrt


def indices(items, n):
    total = 0
    for i in range(n):
        total += items[i]
    for i in range(-n, n):
        total += items[i] * 3
    for i in range(n - 1, -1, -1):
        total += items[i] * 5
    for i in range(1, n, 2):
        total += items[i - 1] - items[-i]
    return total


def triangles(rows, n):
    total = 0
    for i in range(n):
        for j in range(i, n):
            total += rows[i][j]
        for j in range(i):
            rows[i][j] += rows[j][i] - rows[-1 - j][-1]
            total -= rows[i][j - i]
    return total


def starts(start, n, items):
    """The start is known to be anything only at run time."""
    seen = []
    for i in range(start, n):
        seen.append(items[i])
    return seen


def reused(items):
    """One local is the number of several ranges, and of none."""
    total = 0
    for i in range(3):
        total += items[i]
    i -= 5
    total += items[i] * 100
    for i in range(-2, 2):
        total += items[i]
    for i in range(0):
        pass
    return total, i, items[i]


def wraps(items, n):
    total = 0
    k = 0
    for i in range(n):
        total += items[k]
        k += i % 3
        if k >= 4:
            k -= 7
    return total, k


def masks(items, x):
    total = 0
    for i in range(40):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
        total += items[x % 5] + items[(x >> 3) & 3] + items[(i - 20) % 5] + items[-(x % 5)]
        total += items[(-x) % 5] - items[-x % -5]
    return total


def moves(items, n):
    """The list shrinks under the loop."""
    got = []
    try:
        for i in range(n):
            got.append(items[i])
            if i % 2:
                items.pop()
    except IndexError as e:
        got.append(str(e))
    return got


def roots(n):
    total = 0.0
    for i in range(n):
        x = i * 0.25
        total += sqrt(x) + sqrt(i) + math.sin(x) * cos(x) - math.tan(0.1) + math.atan(x) + exp(-x) + math.fabs(-x)
        total += log(x + 1.0) + math.log(i + 1)
    return total


def odd_values(values):
    found = []
    for v in values:
        for name in "sqrt", "log", "exp":
            try:
                if name == "sqrt":
                    r = sqrt(v)
                elif name == "log":
                    r = math.log(v)
                else:
                    r = exp(v)
                found.append(r)
            except (ValueError, OverflowError, TypeError) as e:
                found.append(f"{type(e).__name__}: {e}")
    return found


class Rooted:
    def __float__(self):
        return 16.0


def doubled(x):
    return x * 2


def replaced(n):
    global sqrt
    real, sine = sqrt, math.sin
    total = 0.0
    try:
        for i in range(n):
            total += sqrt(i * 1.0) + math.sin(i * 1.0)
            if i == 5:
                sqrt = doubled
            if i == 9:
                math.sin = doubled
    finally:
        sqrt, math.sin = real, sine
    return total + sqrt(4.0) + math.sin(0.0)


def main(n):
    items = [3, 1, 4, 1, 5]
    print(indices(items, 5))
    for bad in 6, 9:
        try:
            indices(items, bad)
        except IndexError as e:
            print(e)
    print(triangles([[i * j for j in range(9)] for i in range(9)], 9))
    print([starts(s, 3, items) for s in (-5, -1, 0, 2, 4)])
    print(reused(items), wraps(items, 30), masks(items, 17))
    print(moves(list(range(12)), 12))
    print(roots(n))
    print(odd_values([4.0, 2, -1.0, -0.0, 0.0, 0, float("inf"), float("-inf"), 1000.0, 10**400, True, "x", Rooted(), float("nan")]))
    print(replaced(20))


if __name__ == "__main__":
    main(200)
