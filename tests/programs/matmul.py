# bench: 190
# kind: numeric
# bar: 15
"""Matrix work on nested lists: product, transpose, LU with pivoting, determinant by fractions of ints."""
import sys


def make(n, seed):
    x = seed
    rows = []
    for _ in range(n):
        row = []
        for _ in range(n):
            x = (x * 1103515245 + 12345) % 2147483648
            row.append(x / 2147483648.0 - 0.5)
        rows.append(row)
    return rows


def multiply(a, b):
    n, m, p = len(a), len(b), len(b[0])
    c = [[0.0] * p for _ in range(n)]
    for i in range(n):
        ci = c[i]
        ai = a[i]
        for j in range(p):
            s = 0.0
            for k in range(m):
                s += ai[k] * b[k][j]
            ci[j] = s
    return c


def transpose(a):
    return [list(col) for col in zip(*a)]


def lu(a):
    n = len(a)
    a = [row[:] for row in a]
    perm = list(range(n))
    sign = 1
    for k in range(n):
        p = k
        for i in range(k + 1, n):
            if abs(a[i][k]) > abs(a[p][k]):
                p = i
        if p != k:
            a[k], a[p] = a[p], a[k]
            perm[k], perm[p] = perm[p], perm[k]
            sign = -sign
        for i in range(k + 1, n):
            a[i][k] /= a[k][k]
            f = a[i][k]
            for j in range(k + 1, n):
                a[i][j] -= f * a[k][j]
    return a, perm, sign


def int_power(m, e):
    n = len(m)
    result = [[int(i == j) for j in range(n)] for i in range(n)]
    while e:
        if e & 1:
            result = [[sum(x * y for x, y in zip(r, c)) for c in zip(*m)] for r in result]
        m = [[sum(x * y for x, y in zip(r, c)) for c in zip(*m)] for r in m]
        e >>= 1
    return result


def main(size):
    a, b = make(size, 42), make(size, 7)
    c = multiply(a, b)
    print(f"{sum(map(sum, c)):.10f} {c[0][0]:.10f} {c[-1][-1]:.10f}")
    d = multiply(transpose(b), transpose(a))
    print(all(abs(d[j][i] - c[i][j]) < 1e-12 for i in range(size) for j in range(size)))
    m, perm, sign = lu(a)
    print(sign, perm[:10])
    det = float(sign)
    for i in range(size):
        det *= m[i][i]
    print(f"{det:.9e}")
    print(int_power([[1, 1], [1, 0]], 150))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 18)
