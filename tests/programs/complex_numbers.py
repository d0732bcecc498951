# bench: 400
# kind: numeric
"""Complex numbers in loops: escape times, Horner, Newton, quadratures, a transform; and what of them is odd: signs of zeros, infinities, errors, ints and floats between them."""
import cmath
import sys

INF = float("inf")
NAN = float("nan")
ODD = [0j, -0.0 + 0j, 0 - 0j, complex(-0.0, -0.0), 1j, -1j, 1 + 0j, complex(INF, 1), complex(1, -INF), complex(NAN, 0), complex(0, NAN), 1e200 + 1e200j, 1e-320 + 1j, 3 - 4j, complex(-INF, INF)]


def escape(c, limit):
    z = 0
    for n in range(limit):
        if abs(z) > 2:
            return n
        z = z * z + c
    return limit


def escape_parts(z, c, limit):
    for n in range(limit):
        if z.real * z.real + z.imag * z.imag > 4.0:
            return n
        z = z ** 2 + c
    return limit


def horner(coefficients, z):
    r = 0j
    for c in coefficients:
        r = r * z + c
    return r


def newton(z, steps):
    for _ in range(steps):
        z = z - (z ** 3 - 1) / (3 * z ** 2)
    return z


def spiral(n):
    z, turn = 1 + 0j, cmath.exp(0.1j)
    total = 0j
    out = []
    for i in range(n):
        z *= turn
        total += z / (i + 1)
        if i % 16 == 0:
            out.append(z.conjugate())
        if z == total or not z:
            break
    return total, len(out), out[-1]


def dft(xs):
    n = len(xs)
    out = [0j] * n
    for m in range(n):
        s = 0j
        for k in range(n):
            s += xs[k] * cmath.exp(-2j * cmath.pi * k * m / n)
        out[m] = s
    return out


def impedance(f, parts):
    w = 2j * 3.141592653589793 * f
    z = 0
    for kind, value in parts:
        if kind == "r":
            z += value
        elif kind == "l":
            z += w * value
        else:
            z += 1 / (w * value)
    return z


def near(zs, limit):
    return [sum(1 for z in zs if abs(z) < limit), sum([abs(z) <= limit for z in zs]), sum([abs(z) == limit for z in zs])]


def compared(zs, limit):
    less = more = same = other = 0
    for z in zs:
        z = z + 0j
        if abs(z) < 5:
            less += 1
        if abs(z) >= 5.0:
            more += 1
        if abs(z) == 5:
            same += 1
        if abs(z) != 13.0:
            other += 1
    return less, more, same, other


def every(a, b):
    """One operator a line, so that each is done by itself; what it raises counts."""
    def attempt(f):
        try:
            return f(a, b)
        except (ArithmeticError, TypeError) as e:
            return f"{type(e).__name__}: {e}"
    return [attempt(f) for f in OPERATORS]


def add(a, b):
    r = a
    for _ in range(2):
        r = r + b + 0j
    return r


def sub(a, b):
    r = 0j
    for _ in range(2):
        r = a - b - r
    return r


def mul(a, b):
    r = 1j
    for _ in range(2):
        r = r * a * b
    return r


def div(a, b):
    r = 1j
    for _ in range(2):
        r = a / b + r
    return r


def power(a, b):
    r = b * 1j
    for _ in range(2):
        r = r ** 2 + a ** 3 - (a * 1j) ** 1
    return r


def powers(a, b):
    return [(a + 0j) ** 0, (a * 1j) ** -1, (b + 1j) ** 5, (a + 1j) ** 0.5, 2 ** (b * 1j)]


def signs(a, b):
    r = a - 0j
    for _ in range(3):
        r = -r
    return r, +r, r.conjugate(), r.real, r.imag, abs(r)


def equal(a, b):
    z = a * 1
    found = []
    for _ in range(2):
        found += [z == b, z != b, a == z, 0 == z, z == 0.0, z == True, bool(z), not z]
        z = z + 0j
    return found


def ordered(a, b):
    z = a + 0j
    for _ in range(2):
        z = z + 1
    return z < b


OPERATORS = [add, sub, mul, div, power, powers, signs, equal, ordered]


def kept(n):
    """Seen as objects: in lists, dicts, attributes, closures, by `is`."""
    class Box:
        pass

    box, seen, table = Box(), [], {}
    z = 1j
    for i in range(n):
        z = z * 1j
        w = z
        seen.append(z)
        box.z = z
        table[z] = i
        if w is not z or seen[-1] is not w or box.z is not seen[-1]:
            print("not the same", i)
    get = lambda: z
    return sorted(table.items(), key=lambda kv: kv[1]), get(), box.z, len(seen), hash(z)


def watched(n):
    z = 0j
    for i in range(n):
        z += 1 + 1j
        if i == n - 1:
            frame = sys._getframe()
            return frame.f_locals["z"], sorted(k for k, v in frame.f_locals.items() if type(v) is complex)


def fails(values):
    z = 1 + 1j
    try:
        for v in values:
            z = z * 2 + v
    except TypeError as e:
        return z, str(e)
    return z


class Sub(complex):
    def __mul__(self, other):
        return Sub(complex(self) * other)


def mixed(values):
    z = 1 + 2j
    for v in values:
        z = z * v + v
    return type(z).__name__, z


def generated(n):
    z = 1j
    for _ in range(n):
        yield z
        z *= 0.5j


def unbound(n):
    for i in range(n):
        z = i * 1j
        if i == 3:
            del z
    return z


def main(size):
    n = size
    print(sum(escape(complex(x * 3 / n - 2, y * 2 / n - 1), 40) for y in range(n) for x in range(n)))
    print([escape_parts(complex(x / 8, y / 8), -0.8 + 0.156j, 30) for x in range(-8, 9) for y in (-3, 1, 6)])
    print([horner([1, 2j, 3.5, -1], complex(i, 1)) for i in range(4)], horner([10 ** 30, 1j], 2j), horner([1, True], 0.5))
    print([newton(complex(x, 1), 12) for x in range(-2, 3)])
    print(spiral(50 * n), [f"{z:.3f}" for z in dft([i % 5 - 1.5 for i in range(n // 2)])][:6])
    print(impedance(50, [("r", 10), ("l", 0.1), ("c", 1e-5), ("r", 2.5)]), impedance(50, [("r", 10)]))
    for zs in ([3 + 4j, 4 - 3j, 5j, 5, 3 + 3.9999999999999996j, 4 + 3.0000000000000004j, -5, 13j], [complex(x, y) for x in range(9) for y in range(9)]):
        print(near(zs, 5), compared(zs, 5))
    for a in ODD:
        for b in (*ODD[::2], 0, 2, -1.5, True, 10 ** 400):
            print(every(a, b))
    print(kept(6), watched(5), fails([1, 2.5, 1j, "x"]), fails([]), fails([Sub(1, 1), None]))
    print(mixed([1, 2.0, 3j]), mixed([Sub(1, 1)] * 3), mixed([Sub(0, 1), 2]), list(generated(4)))
    try:
        unbound(4)
    except UnboundLocalError as e:
        print(e)
    print(unbound(6), complex(), complex(1), complex(2.5, 1), complex(1j, 1j), complex(True), complex("1+2j"), complex(real=1, imag=2))
    for f in (lambda: abs(complex(1e308, 1e308) + 0j), lambda: (1e300 + 1j) ** 2, lambda: div(1j, 0j)):
        try:
            print(f())
        except ArithmeticError as e:
            print(type(e).__name__, e)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
