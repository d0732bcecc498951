# bench: 13000
# kind: numeric
"""Integers past the machine word: factorials, digits of pi and e, modular powers, Miller-Rabin, RSA, bit tricks, boundaries."""
import sys

WORD = 1 << 63


def factorial(n):
    r = 1
    for i in range(2, n + 1):
        r *= i
    return r


def pi_spigot(count):
    q, r, t, k, n, m = 1, 0, 1, 1, 3, 3
    out = []
    while len(out) < count:
        if 4 * q + r - t < n * t:
            out.append(n)
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, m = q * k, (2 * q + r) * m, t * m, k + 1, (q * (7 * k + 2) + r * m) // (t * m), m + 2
    return "".join(map(str, out))


def power_mod(b, e, m):
    r = 1
    b %= m
    while e:
        if e & 1:
            r = r * b % m
        b = b * b % m
        e >>= 1
    return r


def egcd(a, b):
    x, y, u, v = 1, 0, 0, 1
    while b:
        q, a, b = a // b, b, a % b
        x, u = u, x - q * u
        y, v = v, y - q * v
    return a, x, y


def is_prime(n):
    if n < 4:
        return n > 1
    d, s = n - 1, 0
    while d % 2 == 0:
        d //= 2
        s += 1
    for a in (2, 3, 5, 7, 11, 13, 17):
        if a % n == 0:
            continue
        x = power_mod(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def boundaries():
    out = []
    for base in (WORD, 1 << 31, 1 << 30, 1 << 62, 1 << 60, 256, 0):
        for d in (-2, -1, 0, 1):
            n = base + d
            out.append((n + n, n - -n, n * n & 0xFFFF, -n >> 3, n << 2, ~n, n // -7, n % -7, n ^ -1, n | 1, n & ~3, -n // 10 ** 9, abs(-n), n == float(n), hash(n)))
    return out


def overflow_walk(n):
    x, y, flips = 1, -1, 0
    for i in range(n):
        x = x * 3 + i
        y = y * 2 - 1
        if x > WORD:
            x >>= 40
            flips += 1
        if y < -WORD:
            y //= 1 << 33
            flips += 1
    return x, y, flips


def main(size):
    f = factorial(size)
    print(len(str(f)) if size < 1200 else f.bit_length(), sum(map(int, str(f % 10 ** 500))), f % (10 ** 9 + 7), factorial(25))
    print(pi_spigot(size // 4))
    print(power_mod(3, 10 ** 20, 10 ** 18 + 9), pow(3, 10 ** 20, 10 ** 18 + 9), pow(3, -1, 7), egcd(240, 46))
    primes = [n for n in range(10 ** 15, 10 ** 15 + size) if is_prime(n)]
    print(primes[:3], len(primes), is_prime(2 ** 127 - 1), is_prime(2 ** 61 + 1))
    p, q = 2 ** 61 - 1, 2 ** 89 - 1
    e, n, phi = 65537, p * q, (p - 1) * (q - 1)
    d = egcd(e, phi)[1] % phi
    message = int.from_bytes(b"coconut milk", "big")
    secret = power_mod(message, e, n)
    print(secret, power_mod(secret, d, n).to_bytes(12, "big"))
    for row in boundaries()[:9]:
        print(*row)
    print(sum(hash(v) % 1009 for row in boundaries() for v in row))
    print(overflow_walk(size * 10))
    print((-7) // 2, -7 % 3, divmod(-7, 3), (-1) >> 100, 1 << 100, 0x7FFFFFFFFFFFFFFF + 1, int("9" * 30), int(1e30), round(-2.5), 5 .bit_length(), (10 ** 20).bit_count())
    for bad in (lambda: 1 << -1, lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / (10 ** 400 * 0), lambda: float(10 ** 400), lambda: 2 ** 0.5 << 1, lambda: pow(2, -1, 4), lambda: int("9" * 5000), lambda: 10 ** 400 / 3):
        try:
            print(bad())
        except (ArithmeticError, ValueError, TypeError) as e:
            print(type(e).__name__, e)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
