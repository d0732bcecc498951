# opt: -O2
# bench: 1500000
# kind: numeric
# bar: 15
"""Integer while loops: gcd, Collatz lengths, trial division, integer square roots, digit sums."""
import sys


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def collatz(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


def is_prime(n):
    if n < 2:
        return False
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return True


def isqrt(n):
    x = n
    y = (x + 1) // 2
    while y < x:
        x = y
        y = (x + n // x) // 2
    return x


def digit_sum(n):
    s = 0
    while n > 0:
        s += n % 10
        n //= 10
    return s


def main(size):
    n = size // 25 + 10
    longest = best = i = 0
    while i < n:
        i += 1
        c = collatz(i)
        if c > longest:
            longest, best = c, i
    print("collatz", best, longest)
    i = primes = 0
    while True:
        i += 1
        if i > n:
            break
        if not is_prime(i):
            continue
        primes += 1
    else:
        print("unreachable")
    print("primes", primes)
    i = total = 0
    while i < n:
        total += gcd(i * 360, i * i + 84) + isqrt(i * 1000) + digit_sum(i)
        i += 1
    else:
        print("counted to", i)
    print("total", total)
    print(isqrt(10 ** 40), digit_sum(3 ** 200), gcd(2 ** 90, 6 ** 40))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
