# bench: 2800000
# kind: numeric
"""Primes: a list sieve, a bytearray sieve, a segmented one, wheel factoring and Goldbach pairs."""
import sys


def list_sieve(n):
    flags = [True] * (n + 1)
    flags[0] = flags[1] = False
    i = 2
    while i * i <= n:
        if flags[i]:
            for j in range(i * i, n + 1, i):
                flags[j] = False
        i += 1
    return [i for i, f in enumerate(flags) if f]


def byte_sieve(n):
    flags = bytearray([1]) * (n + 1)
    flags[0:2] = b"\0\0"
    for i in range(2, int(n ** 0.5) + 1):
        if flags[i]:
            flags[i * i :: i] = bytes(len(range(i * i, n + 1, i)))
    return flags


def segmented(n, small, width=1000):
    count = 0
    for low in range(2, n + 1, width):
        high = min(low + width, n + 1)
        seg = [1] * (high - low)
        for p in small:
            if p * p >= high:
                break
            start = max(p * p, (low + p - 1) // p * p)
            for j in range(start - low, high - low, p):
                seg[j] = 0
        count += sum(seg)
    return count


def factor(n):
    out = []
    for p in (2, 3, 5):
        while n % p == 0:
            n //= p
            out.append(p)
    d, step = 7, 0
    wheel = (4, 2, 4, 2, 4, 6, 2, 6)
    while d * d <= n:
        while n % d == 0:
            n //= d
            out.append(d)
        d += wheel[step]
        step = (step + 1) & 7
    if n > 1:
        out.append(n)
    return out


def main(size):
    primes = list_sieve(size)
    flags = byte_sieve(size)
    print(len(primes), sum(flags), segmented(size, primes), primes[-5:])
    gaps = {}
    for a, b in zip(primes, primes[1:]):
        gaps[b - a] = gaps.get(b - a, 0) + 1
    print(sorted(gaps.items())[:10])
    for n in (1, 2, 97, 360, 1001, 2 ** 16 + 1, 600851475143, 10 ** 9 + 6):
        print(n, factor(n))
    known = set(primes)
    for even in range(size // 2 * 2 - 10, size // 2 * 2 + 1, 2):
        print(even, next((p, even - p) for p in primes if even - p in known))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
