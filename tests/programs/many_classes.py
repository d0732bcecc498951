# opt: -O0 -O2
# kind: script
"""More classes and attributes than any table has room for: of instances, classes, slots and properties, found and set at places that see all of them."""

NAMES = [f"a{i}" for i in range(40)]


def made(n):
    """A class whose attributes are in another order, or come from elsewhere, than those of the ones before."""
    order = [NAMES[(i * 7 + n * 11) % len(NAMES)] for i in range(len(NAMES))]
    odd = NAMES[n % len(NAMES)]

    def init(self):
        for i, name in enumerate(order):
            if name != odd or n % 5 != 1:
                setattr(self, name, n + i)

    space = {"__init__": init, "bump": (lambda self: self.a0 + 1) if n % 2 else (lambda self: self.a1 + 2)}
    if n % 5 == 0:
        space[odd] = property(lambda self: self.kept, lambda self, value: setattr(self, "kept", value - 1))
    elif n % 5 == 1:
        space[odd] = -n
    elif n % 3 == 0:
        space["__slots__"] = tuple(order)
    return type(f"C{n}", (), space)


def asks(o):
    return (
        o.a0 * 1 + o.a1 * 2 + o.a2 * 3 + o.a3 * 4 + o.a4 * 5 + o.a5 * 6 + o.a6 * 7 + o.a7 * 8 + o.a8 * 9 + o.a9 * 10 +
        o.a10 * 11 + o.a11 * 12 + o.a12 * 13 + o.a13 * 14 + o.a14 * 15 + o.a15 * 16 + o.a16 * 17 + o.a17 * 18 +
        o.a18 * 19 + o.a19 * 20 + o.a20 * 21 + o.a21 * 22 + o.a22 * 23 + o.a23 * 24 + o.a24 * 25 + o.a25 * 26 +
        o.a26 * 27 + o.a27 * 28 + o.a28 * 29 + o.a29 * 30 + o.a30 * 31 + o.a31 * 32 + o.a32 * 33 + o.a33 * 34 +
        o.a34 * 35 + o.a35 * 36 + o.a36 * 37 + o.a37 * 38 + o.a38 * 39 + o.a39 * 40
    )


def sets(o, v):
    o.a0 = v
    o.a1 = v + 1
    o.a2 = v + 2
    o.a3 = v + 3
    o.a4 = v + 4
    o.a5 = v + 5
    o.a6 = v + 6
    o.a7 = v + 7
    o.a8 = v + 8
    o.a9 = v + 9
    o.a10 = v + 10
    o.a11 = v + 11
    o.a12 = v + 12
    o.a13 = v + 13
    o.a14 = v + 14
    o.a15 = v + 15
    o.a16 = v + 16
    o.a17 = v + 17
    o.a18 = v + 18
    o.a19 = v + 19
    o.a20 = v + 20
    o.a21 = v + 21
    o.a22 = v + 22
    o.a23 = v + 23
    o.a24 = v + 24
    o.a25 = v + 25
    o.a26 = v + 26
    o.a27 = v + 27
    o.a28 = v + 28
    o.a29 = v + 29
    o.a30 = v + 30
    o.a31 = v + 31
    o.a32 = v + 32
    o.a33 = v + 33
    o.a34 = v + 34
    o.a35 = v + 35
    o.a36 = v + 36
    o.a37 = v + 37
    o.a38 = v + 38
    o.a39 = v + 39


def main():
    objects = [made(n)() for n in range(60)]
    for turn in range(4):
        print(sum(map(asks, objects)), [asks(o) for o in objects[turn::16]])
        for i, o in enumerate(objects):
            sets(o, i + turn)
        print(sum(map(asks, objects)), sum(o.bump() for o in objects))
    for o in objects[::7]:
        type(o).bump = lambda self: -self.a2
    print(sum(o.bump() for o in objects))
    print([asks(o) for o in objects])


main()
