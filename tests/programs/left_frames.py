# opt: -O2
"""Functions whose fast versions leave in the middle: their frames go on where they stood, with what was on the value stack."""
import sys


class Node:
    def __init__(self, value):
        self.value = value
        self.seen = []

    def half(self):
        return self.value // 2

    def note(self, what):
        self.seen.append(what)
        return len(self.seen)

    def both(self, k):
        return self.half() * k + self.note(k) * 3 - self.half()

    def drain(self, n):
        total = 0
        while n > 0:
            n -= 1
            total += self.half() + self.note(n)
            if n == 7:
                self.value = "seven"
                try:
                    total += self.half()
                except TypeError as e:
                    total += len(str(e))
                self.value = 20
        return total


def where(depth):
    frame = sys._getframe(1)
    found = []
    while frame and len(found) < depth:
        found.append((frame.f_code.co_name, frame.f_lineno, sorted(k for k in frame.f_locals if k != "self")))
        frame = frame.f_back
    return found


class Watched(Node):
    def half(self):
        return self.value // 2 + len(where(2))


def chain(node, a, b):
    c = a + b
    d = outer(node, c) + c
    e = d * 2
    return e - outer(node, a)


def outer(node, k):
    m = k + 1
    return inner(node, m) + m


def inner(node, k):
    j = k * 2
    return j + node.both(j)


def shown(a):
    x = a + 1
    y = seen_by(x)
    z = y[0][1]
    return x, y, z


def seen_by(x):
    u = x * 2
    return where(3)


def unbound(flag, n):
    if flag:
        late = n
    n = helper(n) + 1
    return late + n


def helper(n):
    return n + len([n])


def conditional(n):
    return (helper(n) if n > 2 else n) + (helper(n) and n or helper(-n))


def raises(items, i):
    total = helper(i)
    total += items[i]
    return total + helper(items[-1])


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("end of", self.name)

    def __add__(self, other):
        return Loud(self.name + "+")

    def __radd__(self, other):
        return other


def adds(x, n):
    t = x + n
    u = t + n
    t = helper(n)
    return t + n


n = Node(10)
print([n.drain(k) for k in (3, 12, 20)], len(n.seen))
print(chain(n, 1, 2), chain(n, 2.5, 2), chain(Watched(9), 3, 4))
print(shown(3))
for flag in (True, False):
    try:
        print(unbound(flag, 5))
    except UnboundLocalError as e:
        print(e)
print([conditional(k) for k in range(5)])
for items in ([1, 2, 3], (4, 5), {0: 1, -1: 2}, [1, "x"]):
    for i in (0, 1, 5):
        try:
            print(raises(items, i))
        except (IndexError, KeyError, TypeError) as e:
            tb = e.__traceback__.tb_next
            print(type(e).__name__, e, tb.tb_lineno, sorted(tb.tb_frame.f_locals))
print(adds(Loud("a"), 2))


def ends(depth):
    return 0 if depth == 0 else 1 + ends(depth - 1)


limit = sys.getrecursionlimit()
try:
    print(ends(limit * 2))
except RecursionError as e:
    print(e)
print(ends(100))


class Animal:
    def __init__(self, name):
        self.name = name
        self.next = None

    def sound(self, loud):
        return 1

    def call(self, loud):
        return self.sound(loud) + self.weight()

    def weight(self):
        return 10

    def same(self):
        return self

    def twice(self, loud):
        return self.same().call(loud) + self.same().weight()

    def link(self, other):
        self.next = other
        self.next = self.next
        return other

    def last(self):
        p = self
        while p.next is not None:
            p = p.next
        return p

    def walk(self, p):
        n = 0
        while p is not None:
            n += p.weight()
            p = p.next
        return n


class Dog(Animal):
    def sound(self, loud):
        return 2 if loud else 3

    def weight(self):
        return 20.5


class Cat(Animal):
    def sound(self, loud):
        if loud > 1:
            raise ValueError(self.name)
        return loud


class Cow(Animal):
    table = {"a": 5, "b": 6}

    def sound(self, loud):
        return self.table[self.name]

    def __del__(self):
        print("end of cow", self.name, [name for name, _, _ in where(3)])


def chorus(animals, loud):
    total = 0
    for a in animals:
        total += a.twice(loud)
    return total


animals = [Animal("x"), Dog("d"), Cat("c"), Cow("a"), Dog("e"), Cow("b")]
for loud in (0, 1):
    print(chorus(animals, loud))
try:
    chorus(animals, 2)
except ValueError as e:
    t = e.__traceback__
    while t:
        print(t.tb_frame.f_code.co_name, t.tb_lineno, sorted(t.tb_frame.f_locals) if t.tb_next is None else "")
        t = t.tb_next
    del t
animals.append(Cow("z"))
try:
    chorus(animals, 1)
except KeyError as e:
    print("KeyError", e)
animals[1].sound = lambda loud: 100
print(chorus(animals[:6], 1))
Cat.sound = lambda self, loud: 7
Dog.weight = Animal.same
try:
    print(chorus(animals[:6], 1))
except TypeError as e:
    print(e)
del Dog.weight
Animal.call.__code__ = Animal.twice.__code__.replace(co_name="call")
try:
    print(animals[0].call(1))
except RecursionError as e:
    print("RecursionError")
for i, a in enumerate(animals):
    print(a.link(animals[(i * 5 + 1) % 7]).name, end=" ")
animals[3].next = None
print([a.last().name for a in animals[3:4]], animals[0].walk(Cow("temporary")), animals[3].walk(animals[3]))
animals[1].link(Cow("t"))
animals[1].link(None)
print("linked")
animals.clear()
