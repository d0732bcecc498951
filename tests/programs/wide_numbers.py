# bench: 60000
# opt: -O0 -O2
# kind: numeric
"""Ints of up to two machine words: hashes, generators of random numbers, moduli, and what passes every limit on the way."""
import sys

MASK = 0xFFFFFFFFFFFFFFFF


def fnv(data):
    h = 0xCBF29CE484222325
    for b in data:
        h ^= b
        h = (h * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def xorshift(n, x):
    s = 0
    for _ in range(n):
        x ^= (x << 13) & 0xFFFFFFFFFFFFFFFF
        x ^= x >> 7
        x ^= (x << 17) & 0xFFFFFFFFFFFFFFFF
        s += x & 0xFF
    return x, s


def splitmix(n, state):
    out = 0
    for _ in range(n):
        state = (state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        out ^= z ^ (z >> 31)
    return out


def lcg(n, x):
    hits = 0
    for i in range(n):
        x = (x * 6364136223846793005 + 1442695040888963407) % 18446744073709551616
        if x > 9223372036854775808:
            hits += 1
    return x, hits


def twister_seed(n, seed):
    mt = [seed & 0xFFFFFFFF]
    for i in range(1, n):
        mt.append((1812433253 * (mt[i - 1] ^ (mt[i - 1] >> 30)) + i) & 0xFFFFFFFF)
    return mt


def power(base, e, m=2305843009213693951):
    r = 1
    base %= m
    while e:
        if e & 1:
            r = r * base % m
        base = base * base % m
        e >>= 1
    return r


def sums(n):
    s = 1 << 61
    for i in range(n):
        s += i << 40
    return s


def falling(n):
    s = -(1 << 62)
    for i in range(n):
        s -= i << 50
        if s < -(1 << 70):
            s //= 3
        if not s % 1000003:
            s -= 1
    return s


def doubled(n):
    """Past two words, and past every number of bits."""
    s = 0x1FFFFFFFFFFFFFFF
    for _ in range(n):
        s = s * 2 + 1
    return s


def squares(n):
    x = 1 << 60
    seen = []
    for i in range(n):
        x = x * x + i
        seen.append(x % 1000000007)
    return seen


def by_global(n, x):
    for i in range(n):
        x = (x * 31 + i) & MASK
    return x


def mixed(values):
    big = 0x7FFFFFFFFFFFFFFF
    out = []
    for v in values:
        try:
            out.append((v + big, v - big, v * big, v & big, v | big, v ^ big, -v, ~v, v == big, v < big, bool(v)))
            out.append((v // big, v % big, big // v, big % v, v // -7, v % -7, v >> 3, v / big))
        except (TypeError, ZeroDivisionError) as e:
            out.append(f"{type(e).__name__}: {e}")
    return out


def product(v, w):
    one = 0x1000000000000001
    s = 0
    for i in range(2):
        s = (v * w) >> 1 ^ i
    return s, v * w - one, v * -w & 0xFFFFFFFFFFFFFFFFFFFF, -v * w & 0xFF


def products(values):
    return [product(v, w) for v in values for w in values]


def shifts(values):
    one = 0x1000000000000001
    out = []
    for v in values:
        try:
            out.append((one << v, one >> v, -one >> v))
        except ValueError as e:
            out.append(str(e))
    return out


def kept(n):
    """The same number is one object, wherever it is seen."""
    x = 0xFFFFFFFFFFFF
    seen = []
    for i in range(n):
        x = x * 65539 + i & 0xFFFFFFFFFFFFFFFFFFFF
        y = x
        seen.append(x)
        seen.append(y)
    return all(a is b for a, b in zip(seen[::2], seen[1::2])), sum(seen)


def seen_by(n):
    x = 0xFFFFFFFFFFFFFFFF
    total = 0
    for i in range(n):
        x = x * 3 % 0xFFFFFFFFFFFFFFC5
        if i % 1000 == 0:
            total ^= hash(str(sys._getframe().f_locals["x"])[:3]) & 0 | len(str(x))
    return x, total


def called(x):
    return x + 0x4000000000000000


def calls(n):
    s = 0x4000000000000000
    for i in range(n):
        s = called(s) - 0x3FFFFFFFFFFFFFFF
        t = s * 5
    return s, t


def main(size):
    print(hex(fnv(bytes(range(256)) * (size // 256 + 1))))
    print(xorshift(size, 88172645463325252), xorshift(10, 0))
    print(hex(splitmix(size, 42)), lcg(size, 1))
    print(sum(twister_seed(size, 5489)), twister_seed(4, 1)[-1])
    print(power(3, 2 ** 61 - 3), power(7, 10 ** 18, 10 ** 18 + 9), power(12345, 678, 2 ** 64 - 59), power(5, 40, 97), power(2, 100, 2 ** 100))
    print(sums(size), falling(size), doubled(min(size, 200)), squares(12))
    print(by_global(size, 7))
    values = [0, 1, -1, 7, -8, 2 ** 31, -2 ** 31, 2 ** 62, 2 ** 63 - 1, 2 ** 63, -2 ** 63, -2 ** 63 - 1, 2 ** 64, 2 ** 100, -2 ** 100, 2 ** 126,
              -2 ** 126, 2 ** 127 - 1, 2 ** 127, -2 ** 127, -2 ** 127 - 1, 2 ** 128, 2 ** 200, True, 2.5, "text", None]
    for row in mixed(values):
        print(row)
    print(products([s * (1 << n) + d for n in (0, 31, 62, 63, 64, 65, 126) for s in (1, -1) for d in (-1, 0, 1)]))
    print(shifts([0, 1, 3, 62, 63, 64, 65, 66, 126, 127, 128, 200, -1, True]))
    print(kept(size), seen_by(size), calls(size))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
