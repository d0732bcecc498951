"""Attributes of classes that are replaced while instances of the class and of classes below it are used: by numbers, objects, functions and descriptors."""
import weakref


class Base:
    made = 0
    last = None
    rule = 1

    def __init__(self, value):
        self.value = value
        Base.made += 1
        Base.last = self

    def scaled(self):
        return self.value * self.rule

    def name(self):
        return "base"


class Left(Base):
    def __init__(self, value, more=1):
        super().__init__(value)
        self.more = more

    def name(self):
        return "left " + super().name()


class Right(Base):
    rule = 3

    def name(self):
        return "right " + super().name()


class Both(Left, Right):
    def name(self):
        return "both " + super().name()


CLASSES = [Base, Left, Right, Both]


def makes(n):
    total = 0
    for i in range(n):
        o = CLASSES[i & 3](i)
        total += o.scaled() + len(o.name()) + Base.made
        if Base.last is not o or Both.last is not o:
            total += 1_000_000
    return total, Base.made, type(Base.last).__name__


def rules(n):
    """What is found changes with the kind of what is put there, in the class and below."""
    objects = [c(2) for c in CLASSES]
    seen = []
    for i in range(n):
        if i % 50 == 10:
            Base.rule = 5
        elif i % 50 == 20:
            Base.rule = "ab"
        elif i % 50 == 30:
            Base.rule = property(lambda self: self.value + 7)
        elif i % 50 == 40:
            Base.rule = [i]
        elif i % 50 == 45:
            Right.rule = i
        elif i % 50 == 49:
            Base.rule, Right.rule = 1, 3
        for o in objects:
            seen.append(o.scaled())
    return len(seen), [seen[i * 4 : i * 4 + 4] for i in (5, 12, 22, 33, 44, 47, 49)]


class Noisy:
    log = []

    def __init__(self, number):
        self.number = number

    def __del__(self):
        Noisy.log.append((self.number, Holder.held is None or Holder.held.number))


class Holder:
    held = None
    count = 0


class Below(Holder):
    def look(self):
        return self.held.number + self.count


def deaths(n):
    """What is replaced ends at once, and its end may look."""
    total = 0
    below = Below()
    for i in range(n):
        Holder.held = Noisy(i)
        Holder.count += 1
        total += below.look()
    log, Noisy.log = Noisy.log, []
    return total, len(log), log[:3], log[-1]


def references(n):
    lost = []
    for i in range(n):
        Holder.held = Noisy(i)
        ref = weakref.ref(Holder.held, lost.append)
        Holder.held = None
        lost.append(ref() is None)
    Noisy.log.clear()
    return len(lost), all(x is True or isinstance(x, weakref.ref) for x in lost)


class Swapped:
    action = None

    def run(self, x):
        return self.action(x) if self.action is not None else x


class Swapping(Swapped):
    pass


def actions(n):
    """Functions, static methods, callables and nothing at all by one name."""
    objects = [Swapped(), Swapping()]
    total = 0
    for i in range(n):
        kind = i // 10 % 5
        if i % 10 == 0:
            Swapped.action = [None, lambda self, x: x + 1, staticmethod(lambda x: x * 2), len, Noisy][kind]
        for o in objects:
            if kind == 3:
                total += o.run("abc")
            elif kind == 4:
                total += o.run(i).number
            else:
                total += o.run(i)
    Noisy.log.clear()
    return total


class Meta(type):
    @property
    def guarded(cls):
        return "of the metaclass"

    @guarded.setter
    def guarded(cls, value):
        cls.noted = cls.noted + [value]


class Made(metaclass=Meta):
    noted = []
    free = 0


def metaclasses(n):
    for i in range(n):
        Made.free += 1
        if i % 100 == 0:
            Made.guarded = i
    return Made.free, Made.noted, Made.guarded


class Wide:
    count = 0

    def get(self):
        return self.count


def many_below(n):
    """More classes than are remembered."""
    classes = [type(f"W{i}", (Wide,), {}) for i in range(50)]
    classes += [type(f"X{i}", (c,), {"count": -1} if i % 7 == 0 else {}) for i, c in enumerate(classes[:20])]
    objects = [c() for c in classes]
    total = 0
    for i in range(n):
        Wide.count += 1
        for o in objects:
            total += o.get()
        if i % 40 == 39:
            del objects[-1], classes[-1]
    return total, Wide.count


class Shadowed:
    level = 0

    def see(self):
        return self.level


class ShadowedBelow(Shadowed):
    pass


def shadows(n):
    """An instance's own attribute, a class below that gets its own and loses it."""
    a, b = ShadowedBelow(), ShadowedBelow()
    out = []
    for i in range(n):
        Shadowed.level = i
        if i % 30 == 10:
            a.level = -i
        elif i % 30 == 15:
            ShadowedBelow.level = i * 1000
        elif i % 30 == 20:
            del ShadowedBelow.level
        elif i % 30 == 25:
            del a.level
        out.append((a.see(), b.see()))
    return sum(x + y for x, y in out), out[11:27]


def main():
    print(makes(800))
    print(rules(200))
    print(deaths(300))
    print(references(200))
    print(actions(400))
    print(metaclasses(400))
    print(many_below(200))
    print(shadows(300))


if __name__ == "__main__":
    main()
