# bench: 4100000
# kind: numeric
# bar: 15
"""Sums over range: one accumulator, two, nested, with steps, and past the machine word."""
import sys


def plain(n):
    s = 0
    for i in range(n):
        s += i
    return s


def squares_mod(n):
    s = 0
    for i in range(n):
        s += i * i % 7
    return s


def stepped(n):
    s = 0
    for i in range(n, -n, -3):
        s ^= i
    return s


def nested(n):
    count = 0
    for i in range(n):
        for j in range(i, n, 2):
            if (i ^ j) & 1:
                count -= 1
            else:
                count += j
    return count


def wide(n):
    s = 1 << 61
    for i in range(n):
        s += i << 40
    return s


def main(size):
    print("plain", plain(size))
    print("squares", squares_mod(size))
    print("stepped", stepped(size // 2))
    print("nested", nested(int(size ** 0.5)))
    print("wide", wide(size // 2))
    for n in (0, 1, 2, -5):
        print(n, plain(n), squares_mod(n), stepped(n), nested(n), wide(n))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20000)
