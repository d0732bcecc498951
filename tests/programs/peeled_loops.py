# opt: -O0 -O2
"""Loops that look at the same things in each iteration until something changes them: rows replaced, lists that move in memory, locals that
are set anew by others, items of another type, loops that are left from the middle. What was looked up before must be looked up again."""
import sys


def rows_replaced(a, n):
    """The row a loop goes along becomes another in the middle."""
    t = 0
    for k in range(n):
        if k == n // 2:
            a[1] = [x + 1000 for x in a[1]]
        t += a[1][k]
    return t


def row_moves(a, n):
    """A list that grows gets other memory."""
    t = 0
    for k in range(n):
        if k % 97 == 50:
            a[0].extend(range(1000))
            a.append(None)
        t += a[0][k]
    return t, len(a), len(a[0])


def row_shrinks(a, n):
    t = 0
    try:
        for k in range(n):
            if k == n - 5:
                del a[0][k:]
            t += a[0][k]
    except IndexError as e:
        return t, k, str(e)
    return t


def row_is_tuple(a, n):
    t = 0
    for k in range(n):
        if k == 7:
            a[0] = tuple(a[0])
        elif k == n - 3:
            a[0] = dict(enumerate(a[0]))
        t += a[0][k]
    return t, type(a[0]).__name__


def items_change_type(xs, n):
    t = 0
    for k in range(n):
        if k == n // 3:
            xs[k:] = [x + 0.5 for x in xs[k:]]
        if k == n - 2:
            xs[-1] = True
        t += xs[k]
    return t, type(t).__name__


def joins(a, n, seen):
    """The seldom way and the others go on together, and more is looked at behind."""
    t = u = 0
    for k in range(n):
        x = a[0][k]
        if x == 13:
            seen.append((k, t))
            a[0], a[1] = a[1], a[0]
        t += x
        u += a[0][k] * 2
    return t, u


def breaks(a, n, stop):
    k = t = 0
    while k < n:
        x = a[0][k]
        if x == stop:
            break
        if x % 5 == 0:
            k += 2
            continue
        t += x
        k += 1
    else:
        return "ended", t, k
    return "broken", t, k, x


def outer(a, n):
    """The inner loop's row is another one each time."""
    t = 0
    for i in range(len(a)):
        for k in range(n):
            t += a[i][k] * (i + 1)
        if i == 1:
            a[2] = [1] * n
    return t


def either(a, n, up):
    """The same way each time, but nobody knows which."""
    t = 0
    for k in range(n):
        if up > 0:
            t += a[0][k]
        else:
            t -= a[1][k]
    return t


class Sly(int):
    """An int that changes the list when it is added."""

    def __radd__(self, other):
        self.a[0] = [7] * len(self.a[0])
        return other + int(self)


def sly(a, n):
    x = Sly(5)
    x.a = a
    a[0][n // 2] = x
    t = 0
    for k in range(n):
        t += a[0][k]
    return t


def swapped_by_callee(a, n):
    def swap():
        a[0], a[1] = a[1], a[0]

    t = 0
    for k in range(n):
        if k % 40 == 39:
            swap()
        t += a[0][k]
    return t


def no_times(a, n):
    k = -1
    for k in range(0):
        n += a[0][k]
    return k, n


def matrix(n):
    return [[(i * 31 + k * 7) % 19 for k in range(n)] for i in range(4)]


def main(size):
    n = max(20, size)
    for _ in range(3):
        print(rows_replaced(matrix(n), n), row_moves(matrix(n), n), row_shrinks(matrix(n), n), row_is_tuple(matrix(n), n))
        print(items_change_type(matrix(n)[0], n), outer(matrix(n), n), sly(matrix(n), n), swapped_by_callee(matrix(n), n))
        seen = []
        print(joins(matrix(n), n, seen), len(seen), seen[:3])
        print([breaks(matrix(n), n, s) for s in (13, 0, 99)], no_times(matrix(n), 5))
        print(either(matrix(n), n, 1), either(matrix(n), n, -1), either([tuple(r) for r in matrix(n)], n, 1))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
