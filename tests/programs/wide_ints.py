# opt: -O0 -O2
"""Ints from one digit to past 2**128, at every boundary: all operators of two of them, in place, compared, negated, and as accumulators."""
import sys
import zlib


def boundaries():
    found = {0}
    for k in (1, 7, 15, 29, 30, 31, 32, 59, 60, 61, 63, 64, 65, 89, 90, 91, 119, 120, 121, 126, 127, 128, 129, 150):
        for d in (-1, 0, 1):
            found.add((1 << k) + d)
    found |= {0xcbf29ce484222325, 6364136223846793005, 10 ** 20, 3 ** 70}
    return sorted(found | {-v for v in found})


def rest(f, v, w):
    try:
        return f(v, w)
    except (ZeroDivisionError, ValueError, OverflowError) as e:
        return type(e).__name__ + str(e)


def add(v, w):
    return v + w


def subtract(v, w):
    return v - w


def multiply(v, w):
    return v * w


def floor_divide(v, w):
    return v // w


def remainder(v, w):
    return v % w


def both(v, w):
    return v & w


def either(v, w):
    return v | w


def one(v, w):
    return v ^ w


def left(v, w):
    return v << w


def right(v, w):
    return v >> w


def order(v, w):
    return v < w, v <= w, v == w, v != w, v > w, v >= w


def unary(v):
    return -v, ~v, +v, abs(v), not v


def in_place(v, w):
    out = []
    x = v
    x += w
    out.append(x)
    x -= w
    out.append(x)
    x ^= w
    out.append(x)
    x |= v
    out.append(x)
    x &= w
    out.append(x)
    x *= v
    out.append(x)
    return out


def kept_apart(v, w):
    # What has been handed on is not changed by what comes next.
    x = v + w
    before = [x]
    x += w
    before.append(x)
    x += v
    before.append(x)
    return before


def every(values, shifts):
    for f in (add, subtract, multiply, floor_divide, remainder, both, either, one, order, in_place, kept_apart):
        crc = 0
        for v in values:
            for w in values:
                crc = zlib.crc32(repr(rest(f, v, w)).encode(), crc)
        print(f.__name__, crc)
    for f in (left, right):
        crc = 0
        for v in values:
            for w in shifts:
                crc = zlib.crc32(repr(rest(f, v, w)).encode(), crc)
        print(f.__name__, crc)
    print([hex(x) if type(x) is int else x for v in values[::9] for x in unary(v)])


def fnv(n):
    h = 0xcbf29ce484222325
    for i in range(n):
        h = ((h ^ (i & 255)) * 0x100000001b3) & 0xffffffffffffffff
    return h


def lcg(n):
    x = 1
    for _ in range(n):
        x = (x * 6364136223846793005 + 1442695040888963407) % (1 << 64)
    return x


def xorshift(n):
    x = 88172645463325252
    for _ in range(n):
        x ^= (x << 13) & 0xffffffffffffffff
        x ^= x >> 7
        x ^= (x << 17) & 0xffffffffffffffff
    return x


def splitmix(n):
    s = total = 0
    for _ in range(n):
        s = (s + 0x9e3779b97f4a7c15) & 0xffffffffffffffff
        z = s
        z = ((z ^ (z >> 30)) * 0xbf58476d1ce4e5b9) & 0xffffffffffffffff
        z = ((z ^ (z >> 27)) * 0x94d049bb133111eb) & 0xffffffffffffffff
        total += z ^ (z >> 31)
    return total


def grow(n):
    s = 1 << 61
    for i in range(n):
        s += i << 40
        if i & 1:
            s = -s
    return s


def past_all(n):
    s = 1
    for i in range(n):
        s += s
    return s


def main(size):
    values = boundaries()
    every(values[:: max(1, 2000 // size)], [s for s in range(-2, 140)] + [1 << 70, -(1 << 70)])
    for f in (fnv, lcg, xorshift, splitmix, grow):
        print(f.__name__, f(size))
    print(past_all(60), past_all(127), past_all(128), past_all(200))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
