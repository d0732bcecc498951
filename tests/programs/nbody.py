# bench: 140000
# kind: numeric
# bar: 5
"""Five bodies under gravity, symplectic Euler steps on lists of floats."""
import sys
from math import sqrt

DAYS = 365.24
SOLAR = 4 * 3.141592653589793 ** 2

# position, velocity per day, mass relative to the star
PLANETS = {
    "star": ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 1.0),
    "jove": ([4.84143, -1.16032, -0.10362], [0.00166, 0.00770, -0.00007], 9.5479e-4),
    "kronos": ([8.34337, 4.12480, -0.40352], [-0.00277, 0.00500, 0.00002], 2.8589e-4),
    "ouranos": ([12.89437, -15.11115, -0.22331], [0.00296, 0.00238, -0.00003], 4.3662e-5),
    "pontos": ([15.37970, -25.91931, 0.17926], [0.00268, 0.00163, -0.00010], 5.1514e-5),
}


def build():
    bodies = []
    for name, (pos, vel, mass) in PLANETS.items():
        bodies.append((list(pos), [v * DAYS for v in vel], mass * SOLAR))
    return bodies


def pairs_of(items):
    out = []
    for i in range(len(items) - 1):
        for other in items[i + 1:]:
            out.append((items[i], other))
    return out


def offset_momentum(bodies):
    px = py = pz = 0.0
    for _, (vx, vy, vz), m in bodies:
        px -= vx * m
        py -= vy * m
        pz -= vz * m
    _, v, m = bodies[0]
    v[0], v[1], v[2] = px / m, py / m, pz / m


def advance(dt, steps, bodies, pairs):
    for _ in range(steps):
        for ((ax, ay, az), av, am), ((bx, by, bz), bv, bm) in pairs:
            dx = ax - bx
            dy = ay - by
            dz = az - bz
            d2 = dx * dx + dy * dy + dz * dz
            mag = dt / (d2 * sqrt(d2))
            ma = am * mag
            mb = bm * mag
            av[0] -= dx * mb
            av[1] -= dy * mb
            av[2] -= dz * mb
            bv[0] += dx * ma
            bv[1] += dy * ma
            bv[2] += dz * ma
        for pos, (vx, vy, vz), _mass in bodies:
            pos[0] += dt * vx
            pos[1] += dt * vy
            pos[2] += dt * vz


def energy(bodies, pairs):
    total = 0.0
    for _, (vx, vy, vz), m in bodies:
        total += 0.5 * m * (vx ** 2 + vy ** 2 + vz ** 2)
    for (p, _, m), (q, _, n) in pairs:
        total -= m * n / sum((a - b) ** 2 for a, b in zip(p, q)) ** 0.5
    return total


def main(size):
    bodies = build()
    pairs = pairs_of(bodies)
    offset_momentum(bodies)
    print(f"{energy(bodies, pairs):.12f}")
    for round_ in range(3):
        advance(0.01, size // 3, bodies, pairs)
        print(round_, f"{energy(bodies, pairs):.12f}")
    for name, (pos, vel, _) in zip(PLANETS, bodies):
        print(name.ljust(8), *(f"{x:+.9e}" for x in pos + vel))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1200)
