# bench: 300000
# kind: object
"""Classes that count in their own attributes while their methods are called, replaced and inherited."""
import sys


class Counted:
    made = 0
    rate = 1.5
    label = "a"
    shared = None

    def __init__(self, value):
        self.value = value
        type(self).made += 1

    def scaled(self):
        return self.value * self.rate

    def name(self):
        return self.label

    def __add__(self, other):
        return Counted(self.value + other.value)

    def __len__(self):
        return self.made


class Sub(Counted):
    def name(self):
        return "sub " + super().name()


def counting(n):
    total = 0
    for i in range(n):
        c = Counted(i & 7)
        total += c.value + len(c.name())
        if i % 100 == 0:
            total += (c + c).value + len(c)
            Sub(i).name()
    return total, Counted.made, Sub.made


class Registry:
    last = 0
    hits = 0

    @classmethod
    def note(cls, x):
        cls.last = x
        cls.hits += 1
        return cls.hits

    @staticmethod
    def twice(x):
        Registry.hits += 1
        return x * 2


def values(n):
    """What is replaced is seen, on the class, on instances, on classes that inherit it."""
    out = []
    c, s = Counted(1), Sub(2)
    for i in range(n):
        Counted.rate = i
        Counted.label = "abc"[i % 3]
        out.append((c.scaled(), s.scaled(), c.name(), s.name(), c.label, Sub.label, c.rate))
        if i == 3:
            Sub.rate = 100
        if i == 4:
            c.rate = -1
        if i == 5:
            Counted.scaled = lambda self: "replaced"
        if i == 6:
            Counted.rate = property(lambda self: 7)
            out.append((s.rate, getattr(c, "rate")))
        if i == 7:
            Counted.label = None
            out.append((c.label, s.label))
        if i == 8:
            Counted.shared = [1]
            out.append((c.shared, s.shared))
            Counted.shared = 3
            out.append((c.shared, s.shared))
        if i == 9:
            del Sub.rate
            del Counted.rate
            out.append((getattr(c, "rate", "gone"), getattr(s, "rate", "gone")))
            c.rate = 2
            s.rate = 3
    return out


class Watched(type):
    def __setattr__(cls, name, value):
        WATCHED.append((name, value))
        super().__setattr__(name, value)


WATCHED = []


class Under(metaclass=Watched):
    n = 0

    def step(self):
        Under.n += 1
        return self.n


def slots(n):
    class Slotted:
        __slots__ = "x", "y"
        count = 0

        def __init__(self, x):
            self.x = x
            Slotted.count += 1

    total = 0
    for i in range(n):
        s = Slotted(i)
        s.y = s.x + 1
        total += s.y + s.count
    return total


class Texts:
    text = "x" * 50
    n = 0

    def __init__(self, size):
        before = Texts.text
        Texts.text = "y" * (size + 50)
        self.both = before + Texts.text
        Texts.n += 1
        self.before = before


def texts(n):
    """What a class no longer has lives on where it is held."""
    out = []
    for i in range(n):
        t = Texts(i)
        out.append((len(t.both), len(t.before), t.before[-1], Texts.n))
    return out[-3:]


class Dies:
    def __del__(self):
        print("dies", Holder.n)


class Holder:
    n = 0
    held = None

    def __init__(self, what):
        Holder.held = what
        Holder.n += 1


def held():
    """Nor is the end of what a class had another one, be it code that runs."""
    for i in range(3):
        Holder(Dies())
        Holder(i)
        Holder.held = None


def main(size):
    print(counting(size))
    for i in range(5):
        print(Registry.note(i), Registry().note(i), Registry.twice(i), Registry.last, Registry.hits)
    u = Under()
    print([u.step() for _ in range(4)], WATCHED)
    print(slots(min(size, 1000)))
    print(texts(min(size, 300)))
    held()
    for row in values(12):
        print(row)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
