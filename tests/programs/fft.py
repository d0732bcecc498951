# bench: 14
# kind: numeric
"""Fourier transforms on complex lists: recursive, iterative, two-dimensional, convolution, and digit products by an integer transform."""
import sys
from cmath import exp, pi, isclose
from math import cos, sin


def recursive(x):
    n = len(x)
    if n == 1:
        return x
    even, odd = recursive(x[::2]), recursive(x[1::2])
    out = [0j] * n
    for k in range(n // 2):
        t = exp(-2j * pi * k / n) * odd[k]
        out[k] = even[k] + t
        out[k + n // 2] = even[k] - t
    return out


def iterative(re, im, inverse=False):
    n = len(re)
    j = 0
    for i in range(1, n):
        bit = n >> 1
        while j & bit:
            j ^= bit
            bit >>= 1
        j |= bit
        if i < j:
            re[i], re[j] = re[j], re[i]
            im[i], im[j] = im[j], im[i]
    size = 2
    while size <= n:
        angle = (2 if inverse else -2) * pi / size
        wr, wi = cos(angle), sin(angle)
        for start in range(0, n, size):
            cr, ci = 1.0, 0.0
            for k in range(start, start + size // 2):
                m = k + size // 2
                tr = cr * re[m] - ci * im[m]
                ti = cr * im[m] + ci * re[m]
                re[m], im[m] = re[k] - tr, im[k] - ti
                re[k] += tr
                im[k] += ti
                cr, ci = cr * wr - ci * wi, cr * wi + ci * wr
        size *= 2
    if inverse:
        for i in range(n):
            re[i] /= n
            im[i] /= n


def ntt(a, root, mod):
    n = len(a)
    if n == 1:
        return a
    even, odd = ntt(a[::2], root * root % mod, mod), ntt(a[1::2], root * root % mod, mod)
    out, w = [0] * n, 1
    for k in range(n // 2):
        t = w * odd[k] % mod
        out[k] = (even[k] + t) % mod
        out[k + n // 2] = (even[k] - t) % mod
        w = w * root % mod
    return out


def multiply(x, y):
    mod, g = 998244353, 3
    a, b = [int(c) for c in str(x)[::-1]], [int(c) for c in str(y)[::-1]]
    n = 1
    while n < len(a) + len(b):
        n *= 2
    root = pow(g, (mod - 1) // n, mod)
    fa, fb = ntt(a + [0] * (n - len(a)), root, mod), ntt(b + [0] * (n - len(b)), root, mod)
    c = ntt([p * q % mod for p, q in zip(fa, fb)], pow(root, -1, mod), mod)
    scale = pow(n, -1, mod)
    carry, digits = 0, []
    for v in c:
        carry, d = divmod(carry + v * scale % mod, 10)
        digits.append(str(d))
    return int("".join(reversed(digits)))


def main(size):
    n = 1 << size
    signal = [sin(0.1 * i) + (i % 7) / 7 for i in range(n)]
    spectrum = recursive([complex(v) for v in signal])
    re, im = signal[:], [0.0] * n
    iterative(re, im)
    print(all(isclose(s, complex(r, i), rel_tol=1e-6, abs_tol=1e-6) for s, r, i in zip(spectrum, re, im)))
    top = sorted(range(n // 2), key=lambda k: (-round(abs(spectrum[k]), 6), k))[:5]
    print(top, [f"{abs(spectrum[k]):.5f}" for k in top])
    iterative(re, im, True)
    print(f"{max(abs(a - b) for a, b in zip(signal, re)):.3f} {max(map(abs, im)):.3f}")
    grid = [[float((r * 3 + c * 5) % 8) for c in range(8)] for r in range(8)]
    rows = [recursive([complex(v) for v in row]) for row in grid]
    cols = [recursive(list(col)) for col in zip(*rows)]
    print([f"{z.real:.3f}{z.imag:+.3f}" for z in cols[1]][:4], f"{cols[0][0].real:.1f}")
    x, y = 3 ** (n // 8), 7 ** (n // 10)
    print(multiply(x, y) == x * y if n <= 8192 else "skipped", multiply(12345678, 87654321))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
