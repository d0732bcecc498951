# opt: -O2
# bench: 33
# kind: call
# bar: 10
"""Recursive calls: Fibonacci, Ackermann, Takeuchi, mutual recursion, Hanoi."""
import sys


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def ack(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ack(m - 1, 1)
    return ack(m - 1, ack(m, n - 1))


def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


def hanoi(n, a="A", b="B", c="C"):
    return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)


def main(size):
    print([fib(i) for i in range(15)])
    print("fib", fib(size))
    print("ack", ack(2, size), ack(1, 20))
    print("tak", tak(size // 2, size // 3, size // 6))
    print("parity", is_even(200), is_odd(301))
    print("hanoi", hanoi(size // 2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
