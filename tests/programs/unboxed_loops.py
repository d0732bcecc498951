# opt: -O2
# kind: numeric
"""Loops over numbers whose values leave the machine's ranges, change type, raise, or are looked at from outside."""
import signal
import sys


def total(n, start=0):
    s = start
    for i in range(n):
        s += i * i % 7
    return s


def power(base, n):
    x = 1
    for _ in range(n):
        x *= base
    return x


def collatz(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        steps += 1
    else:
        steps += 1000
    return steps, n


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def divide(n, zero_at):
    hits = []
    s = 0
    for i in range(n):
        try:
            s += 100 // (i - zero_at)
        except ZeroDivisionError as e:
            hits.append((i, s, str(e)))
            s = -1
    return s, hits


def floats(x, n):
    y = 0.0
    for i in range(n):
        y = y * 0.5 + x / (i + 1.5)
        if y > 1e6:
            break
    else:
        y = -y
    return y, i


def divide_float(x, d, n):
    for i in range(n):
        x = x / d
        d -= 1.0
    return x


def signs(values):
    out = []
    for a, b in values:
        q = r = 0
        for _ in range(1):
            q = a // b
            r = a % b
        out.append((a, b, q, r, -a))
    return out


def negate(x, n):
    for _ in range(n):
        x = -x
    return x


def unbound(n):
    for i in range(n):
        x = i * 2
    return x


def unbound_inside(n):
    for i in range(n):
        if i > 2:
            y = z
        else:
            w = i
    z = 1
    return w + z


def steps(a, b, c):
    n = 0
    for i in range(a, b, c):
        n = n * 3 + i
    return n, i


def nested(n):
    t = 0
    for i in range(n):
        for j in range(i):
            if j % 3 == 1:
                continue
            if j > 7:
                break
            t += i * j
        t -= 1
    return t, i, j


class Loud:
    def __init__(self, log):
        self.log = log

    def __del__(self):
        self.log.append("gone")


def overwritten(n):
    log = []
    x = Loud(log)
    log.append("before")
    for i in range(n):
        x = i + 1
        log2 = x
    log.append(x if n else type(x).__name__)
    return log


def watched(limit):
    seen = []

    def handler(number, frame):
        names = frame.f_locals
        seen.append((sorted(k for k in names if k in "ij"), names["i"] >= 0, names["f"] == names["i"] * 0.5))

    old = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    i = 0
    f = 0.0
    while i < limit:
        i += 1
        f = i * 0.5
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, old)
    return i, f, seen[:1] in ([(["i"], True, True)], [(["i"], True, False)], [])


def stopped():
    class Stop(Exception):
        pass

    def handler(number, frame):
        raise Stop(frame.f_code.co_name, frame.f_locals["n"] > 0)

    old = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    n = 0
    try:
        while True:
            n += 1
            if n == 1 << 62:
                break
    except Stop as e:
        return e.args, n > 0
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


def squares(n):
    s = 0
    for i in range(n):
        s += i
        if i == n - 1:
            yield s
    while s > 0:
        s -= 3
    yield s


def compare(a, b, n):
    k = 0
    for i in range(n):
        if a < b:
            k += 1
        if a == b:
            k += 10
        if a != b:
            k += 100
        if a >= 2:
            k += 1000
        if not k:
            k -= 1
    return k


def bits(a, b, n):
    for i in range(n):
        a = (a ^ b) & 255 | i
    return a


def halve(m, n):
    while m % 2 == n % 2 == 0:
        m //= 2
        n //= 2
    return m, n


def between(i, low, high):
    steps = 0
    while low <= i < high:
        i += 3
        steps += 1
    return i, steps


def main(size):
    for n in (0, 1, size, size * 50):
        print(total(n), total(n, 2**29), total(n, 2**59), total(n, 2**62), total(n, 2**70), total(n, 0.5), total(n, True))
    print([power(b, n) for b in (2, -3, 10, 0.5, True, 2**40) for n in (0, 5, 31, 62, 63, 64, 70)])
    print([collatz(n) for n in (1, 7, 27, 97, 2**61 + 1, 2**80)])
    print([gcd(a, b) for a, b in ((12, 18), (2**62, 2**31), (-12, 18), (12, -18), (0, 5), (5, 0), (2**80, 2**70), (1.5, 0.5))])
    print(divide(10, 4), divide(3, 100))
    print(floats(1, size), floats(2.5, size), floats(1e300, size), floats(float("nan"), 3), floats(-0.0, 2))
    for args in ((1.0, 3.0, 2), (1.0, 2.0, 5), (1, 2, 2)):
        try:
            print(divide_float(*args))
        except ZeroDivisionError as e:
            print("error", e, e.__traceback__.tb_next.tb_lineno - divide_float.__code__.co_firstlineno)
    print(signs([(a, b) for a in (7, -7, 0, 2**62, -(2**63), 2**63 - 1) for b in (2, -2, 3, -1, 1, 2**40, -(2**62))]))
    print([negate(x, n) for x in (0, 5, -(2**63), 2**63, 0.0, -1.5, True) for n in (1, 2)])
    print(unbound(3), unbound_inside(3))
    for f, n in ((unbound, 0), (unbound_inside, 5)):
        try:
            print(f(n))
        except UnboundLocalError as e:
            print("unbound", e)
    print(steps(0, 10, 3), steps(10, -10, -4), steps(5, 6, 100), steps(2**62, 2**62 + 5, 2), steps(-(2**70), -(2**70) + 3, 1))
    print(halve(2**20, 3 * 2**17), halve(7, 8), halve(2**80, 2**70), halve(8.0, 16), between(0, 0, size), between(0, 1, 5), between(0, 0, 2.5))
    print(nested(size), overwritten(3), overwritten(0))
    print(watched(size * 3000), stopped())
    print(list(squares(size)))
    nan = float("nan")
    print([compare(a, b, 3) for a in (1, 2, 2.0, nan, 2**70, True) for b in (1, 2.5, nan, -0.0, 2**53 + 1)])
    print(bits(1000, 77, size), bits(-1, 2**40, size), bits(2**70, 1, 3))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
