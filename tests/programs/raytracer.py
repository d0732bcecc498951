# bench: 330
# kind: object
"""A small ray tracer: vectors with operators, spheres and a plane, shadows and reflections."""
import sys
from math import sqrt


class Vec:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x, self.y, self.z = x, y, z

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y, self.z + o.z)

    def __sub__(self, o):
        return Vec(self.x - o.x, self.y - o.y, self.z - o.z)

    def __mul__(self, k):
        if isinstance(k, Vec):
            return Vec(self.x * k.x, self.y * k.y, self.z * k.z)
        return Vec(self.x * k, self.y * k, self.z * k)

    __rmul__ = __mul__

    def __matmul__(self, o):
        return self.x * o.x + self.y * o.y + self.z * o.z

    def __neg__(self):
        return Vec(-self.x, -self.y, -self.z)

    def unit(self):
        return self * (1.0 / sqrt(self @ self))

    def mirror(self, normal):
        return self - normal * (2.0 * (self @ normal))

    def __iter__(self):
        return iter((self.x, self.y, self.z))


class Surface:
    reflect = 0.0

    def colour_at(self, point):
        return self.colour


class Sphere(Surface):
    def __init__(self, centre, radius, colour, reflect=0.0):
        self.centre, self.radius, self.colour, self.reflect = centre, radius, colour, reflect

    def hit(self, origin, direction):
        to = self.centre - origin
        along = to @ direction
        disc = self.radius ** 2 - (to @ to) + along * along
        if disc < 0.0:
            return None
        root = sqrt(disc)
        for t in (along - root, along + root):
            if t > 1e-6:
                return t
        return None

    def normal(self, point):
        return (point - self.centre).unit()


class Floor(Surface):
    def __init__(self, height, light, dark):
        self.height, self.light, self.dark = height, light, dark
        self.reflect = 0.1

    def hit(self, origin, direction):
        if abs(direction.y) < 1e-9:
            return None
        t = (self.height - origin.y) / direction.y
        return t if t > 1e-6 else None

    def normal(self, point):
        return Vec(0.0, 1.0, 0.0)

    def colour_at(self, point):
        return self.light if (int(point.x // 1) + int(point.z // 1)) % 2 else self.dark


class Scene:
    def __init__(self, surfaces, lights):
        self.surfaces = surfaces
        self.lights = lights
        self.rays = 0

    def nearest(self, origin, direction):
        self.rays += 1
        best, best_t = None, float("inf")
        for s in self.surfaces:
            t = s.hit(origin, direction)
            if t is not None and t < best_t:
                best, best_t = s, t
        return best, best_t

    def trace(self, origin, direction, depth=3):
        surface, t = self.nearest(origin, direction)
        if surface is None:
            k = 0.5 * (direction.y + 1.0)
            return Vec(1.0, 1.0, 1.0) * (1.0 - k) + Vec(0.3, 0.5, 1.0) * k
        point = origin + direction * t
        normal = surface.normal(point)
        base = surface.colour_at(point)
        colour = base * 0.1
        for light in self.lights:
            to = (light - point).unit()
            blocker, _ = self.nearest(point + normal * 1e-4, to)
            if blocker is None:
                colour = colour + base * max(0.0, normal @ to)
        if surface.reflect and depth:
            bounce = self.trace(point + normal * 1e-4, direction.mirror(normal).unit(), depth - 1)
            colour = colour * (1 - surface.reflect) + surface.reflect * bounce
        return colour


def main(size):
    scene = Scene(
        [
            Sphere(Vec(0.0, 0.4, 4.0), 1.0, Vec(0.9, 0.2, 0.2), 0.4),
            Sphere(Vec(1.6, 0.0, 3.0), 0.6, Vec(0.2, 0.9, 0.3), 0.2),
            Sphere(Vec(-1.5, 0.1, 3.2), 0.7, Vec(0.2, 0.3, 0.9)),
            Floor(-0.6, Vec(0.9, 0.9, 0.9), Vec(0.2, 0.2, 0.2)),
        ],
        [Vec(4.0, 5.0, -2.0), Vec(-3.0, 6.0, 0.0)],
    )
    eye = Vec(0.0, 0.6, -2.0)
    height = size // 2
    total = Vec(0.0, 0.0, 0.0)
    for row in range(height):
        line = []
        for col in range(size):
            d = Vec((col - size / 2) / size, (height / 2 - row) / size, 0.8).unit()
            c = scene.trace(eye, d)
            total = total + c
            line.append(" .:-=+*#%@"[min(9, int(sum(c) * 3.3))])
        if size <= 64:
            print("".join(line))
    print("rays", scene.rays)
    print("mean", *(f"{x / (size * height):.6f}" for x in total))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 36)
