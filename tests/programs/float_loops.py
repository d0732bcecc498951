# opt: -O2
# bench: 1500000
# kind: numeric
# bar: 15
"""Float arithmetic in loops: integrals, series, Newton, a logistic map, signed zeros and infinities."""
import sys


def simpson(n):
    h = 2.0 / n
    total = 0.0
    x = 0.0
    for i in range(n + 1):
        weight = 1.0 if i == 0 or i == n else (4.0 if i % 2 else 2.0)
        total += weight * (x * x * x - 2.0 * x + 1.0)
        x += h
    return total * h / 3.0


def leibniz(n):
    total = 0.0
    sign = 1.0
    for k in range(n):
        total += sign / (2 * k + 1)
        sign = -sign
    return 4.0 * total


def newton(a):
    x = a if a > 1.0 else 1.0
    for _ in range(60):
        nxt = 0.5 * (x + a / x)
        if nxt == x:
            break
        x = nxt
    return x


def logistic(r, n):
    x = 0.5
    low, high = 1.0, 0.0
    for _ in range(n):
        x = r * x * (1.0 - x)
        if x < low:
            low = x
        if x > high:
            high = x
    return x, low, high


def kahan(n):
    s = c = 0.0
    for i in range(1, n):
        y = 1.0 / i - c
        t = s + y
        c = (t - s) - y
        s = t
    return s


def main(size):
    print(repr(simpson(size)), repr(leibniz(size)), repr(kahan(size)))
    acc = 0.0
    for i in range(1, size // 20 + 2):
        acc += newton(float(i))
    print(repr(acc))
    for r in (2.5, 3.2, 3.9):
        print(r, logistic(r, size // 4))
    inf = float("inf")
    odd = [0.0, -0.0, 1e308 * 10, -inf, inf - inf, 5e-324 / 2, 1e16 + 1, 0.1 + 0.2, -7.5 // 2, -7.5 % 2, 7.5 % -2]
    print(odd, [x == x for x in odd], divmod(-7.25, 2.0), 2.0 ** -1074, (-8.0) ** 2)
    try:
        1.0 / (odd[0] * odd[1])
    except ZeroDivisionError as e:
        print(type(e).__name__, e)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10000)
