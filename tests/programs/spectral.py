# bench: 420
# kind: numeric
# bar: 5
"""Largest singular value of an implicit matrix by power iteration."""
import sys
from math import sqrt


def cell(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector):
    n = len(vector)
    out = []
    for i in range(n):
        acc = 0.0
        for j in range(n):
            acc += cell(i, j) * vector[j]
        out.append(acc)
    return out


def transposed_times(vector):
    return [
        sum(cell(j, i) * x for j, x in enumerate(vector)) for i in range(len(vector))
    ]


def main(size):
    u = [1.0] * size
    v = u
    for step in range(6):
        v = transposed_times(times(u))
        u = transposed_times(times(v))
        dot_uv = dot_vv = 0.0
        for a, b in zip(u, v):
            dot_uv += a * b
            dot_vv += b * b
        print(step, f"{sqrt(dot_uv / dot_vv):.13f}")
    print([round(x / u[0], 10) for x in u[:8]])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 24)
