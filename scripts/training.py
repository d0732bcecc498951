"""What the runtime is trained on when it is built with profile-guided optimisation (scripts/build-runtime.sh --pgo).

Ordinary Python of every kind, each in about the same amount, so that the compiler learns which ways through the runtime are the usual
ones. Not a benchmark, and no benchmark's program: nothing is measured by it. `training.py ROUNDS` prints one line, a check sum.
"""
import collections
import dataclasses
import functools
import itertools
import math
import sys


class Shape:
    count = 0

    def __init__(self, name, x, y):
        self.name = name
        self.x = x
        self.y = y
        Shape.count += 1

    def area(self):
        return 0

    def move(self, dx, dy=0):
        self.x += dx
        self.y += dy
        return self

    @property
    def place(self):
        return self.x, self.y

    @classmethod
    def origin(cls, *rest):
        return cls("origin", 0, 0, *rest)

    @staticmethod
    def between(a, b):
        return abs(a.x - b.x) + abs(a.y - b.y)

    def __eq__(self, other):
        return isinstance(other, Shape) and self.place == other.place

    def __hash__(self):
        return hash(self.place)

    def __lt__(self, other):
        return self.area() < other.area()


class Box(Shape):
    def __init__(self, name, x, y, width=2, height=3):
        super().__init__(name, x, y)
        self.width = width
        self.height = height

    def area(self):
        return self.width * self.height


class Disc(Shape):
    def __init__(self, name, x, y, radius=1.5):
        super().__init__(name, x, y)
        self.radius = radius

    def area(self):
        return math.pi * self.radius**2


class Vector:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    def __repr__(self):
        return f"<{self.x} {self.y}>"


class Bag:
    def __init__(self):
        self.items = []
        self.index = {}

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, value):
        self.items[i] = value

    def __contains__(self, key):
        return key in self.index

    def __iter__(self):
        yield from self.items

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.index.clear()
        return False

    def add(self, key, value):
        self.index[key] = len(self.items)
        self.items.append(value)


@dataclasses.dataclass
class Order:
    key: int
    price: float
    tags: tuple = ()

    def total(self, rate=1.0):
        return self.price * rate


Pair = collections.namedtuple("Pair", "left right")


class Node:
    def __init__(self, key, left=None, right=None):
        self.key = key
        self.left = left
        self.right = right


def insert(node, key):
    if node is None:
        return Node(key)
    if key < node.key:
        node.left = insert(node.left, key)
    elif key > node.key:
        node.right = insert(node.right, key)
    return node


def walk(node):
    if node is not None:
        yield from walk(node.left)
        yield node.key
        yield from walk(node.right)


def shapes(n):
    made = []
    for i in range(n):
        made.append(Box(f"b{i}", i, -i) if i % 3 else Disc(f"d{i}", i, i))
    total = 0
    for shape in made:
        shape.move(1).move(2, dy=1)
        total += shape.area()
        x, y = shape.place
        total += x - y
    first = Shape.origin()
    total += sum(Shape.between(first, s) for s in made)
    total += len({s for s in made}) + (made[0] == made[-1]) + Box.origin(4).width
    return total + sorted(made)[0].x


def vectors(n):
    at, step = Vector(0.0, 1.0), Vector(0.5, 0.25)
    for _ in range(n):
        at = at + step * 2
    return at.x + at.y + len(repr(at))


def containers(n):
    counts = {}
    names = [f"n{i % 17}" for i in range(n)]
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    groups = collections.defaultdict(list)
    for i, name in enumerate(names):
        groups[name].append(i)
    seen = set()
    unique = [x for x in names if not (x in seen or seen.add(x))]
    queue = collections.deque(range(10))
    for i in range(n):
        queue.append(queue.popleft() + i)
    table = [[i * j for j in range(8)] for i in range(8)]
    total = 0
    for row in table:
        for i, cell in enumerate(row):
            row[i] = cell + 1
            total += row[i]
    flat = [x for row in table for x in row if x & 1]
    backwards = flat[::-1]
    backwards[2:4] = [1]
    del backwards[0]
    for key, values in groups.items():
        total += len(key) + values[0] + values[-1]
    for a, b in zip(flat, backwards):
        total += a - b if a > b else b - a
    stack = []
    for x in flat:
        stack.append(x)
        if len(stack) > 4:
            total += stack.pop()
    inverse = {v: k for k, v in counts.items()}
    return total + len(unique) + len(inverse) + queue[0] + max(flat) + min(backwards)


def text(n):
    words = "the quick brown fox jumps over the lazy dog".split()
    out = []
    for i in range(n):
        word = words[i % len(words)]
        if word.startswith("t"):
            out.append(word.upper())
        elif "o" in word:
            out.append(word.replace("o", "0"))
        else:
            out.append("%s-%d" % (word, i))
    line = " ".join(out)
    letters = 0
    for c in line:
        if c.isalpha() and c != "e":
            letters += ord(c) % 7
    data = line.encode()
    return letters + sum(data[i] for i in range(0, len(data), 5)) + line.count("x") + len(line.strip().title())


class Refused(ValueError):
    def __init__(self, why, level):
        super().__init__(why)
        self.level = level


def check(i):
    if i % 5 == 0:
        raise Refused(f"no {i}", i)
    if i % 7 == 0:
        return [1][i]
    return i


def errors(n):
    total = 0
    for i in range(n):
        try:
            total += check(i)
        except Refused as e:
            total -= e.level
        except IndexError:
            total += 1
        finally:
            total += 1
    with Bag() as bag:
        for i in range(n):
            bag.add(i % 9, i)
            if i in bag:
                bag[i] = bag[-1]
    for item in bag:
        total += item
    return total + len(bag)


def pairs(n):
    for i in range(n):
        yield i, i * i


def averager():
    total = count = 0
    while True:
        value = yield total / (count or 1)
        if value is None:
            return total
        total += value
        count += 1


def generators(n):
    total = 0
    for a, b in pairs(n):
        total += b - a
    mean = averager()
    next(mean)
    for i in range(n):
        total += mean.send(i)
    mean.close()
    squares = (x * x for x in range(n) if x % 2)
    return total + sum(squares) + any(x > n for x in range(n)) + sum(itertools.islice(itertools.count(), 20))


def spread(*args, scale=1, **more):
    return sum(args) * scale + len(more)


def counter(start=0):
    at = start

    def step(by=1):
        nonlocal at
        at += by
        return at

    return step


@functools.lru_cache(maxsize=None)
def ways(n):
    return 1 if n < 2 else ways(n - 1) + ways(n - 2)


def logged(function):
    calls = []

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        calls.append(args)
        return function(*args, **kwargs)

    wrapper.calls = calls
    return wrapper


@logged
def scaled(x, by=3):
    return x * by


def calls(n):
    step = counter(5)
    add = functools.partial(spread, 1, 2)
    total = 0
    rows = [(i % 4, i) for i in range(n)]
    rows.sort(key=lambda row: (row[0], -row[1]))
    for i in range(n):
        total += step() + step(by=2)
        total += spread(i, 1, scale=2) + spread(*rows[i], **{"a": 1}) + add(i)
        total += scaled(i) + scaled(i, by=2)
    total += sum(map(lambda x: x + 1, range(n))) + len(list(filter(None, range(n))))
    return total + ways(60) % 1000 + functools.reduce(lambda a, b: a ^ b, range(n))


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def numbers(n):
    total, value, big = 0, 12345, 1
    for i in range(1, n):
        value = (value * 1103515245 + 12345) & 0x7FFFFFFF
        total += gcd(value, i) + (value >> 7) % 10
        total ^= value // i
        big = big * 3 + i
    x = 0.1
    for _ in range(n):
        x = 3.7 * x * (1.0 - x)
    z = 0j
    for _ in range(n):
        z = z * z + 0.25j
    return total + big % 1009 + int(x * 1000) + round(abs(z), 3) + fib(12) + int(math.sqrt(value)) + divmod(value, 7)[1]


def sized(thing):
    match thing:
        case int() | float():
            return 1
        case [x, y]:
            return 2
        case {"key": value}:
            return value
        case Shape(x=0):
            return 4
        case str() as s if s:
            return len(s)
        case _:
            return 0


def mixed(n):
    things = [1, 2.5, [1, 2], {"key": 7}, Disc("d", 0, 1), "word", None, Pair(3, 4), Order(1, 2.0), (1, 2, 3)]
    total = 0
    for i in range(n):
        thing = things[i % len(things)]
        total += sized(thing)
        if isinstance(thing, (Pair, Order)):
            total += thing.left if hasattr(thing, "left") else thing.total(rate=2.0)
        elif type(thing) is tuple:
            first, *rest = thing
            total += first + len(rest)
        elif thing:
            total += 1
        total += getattr(thing, "radius", 0)
        name = thing.__class__.__name__
        total += len(name)
    orders = [Order(i, i * 1.5) for i in range(n // 4)]
    return total + sum(o.total() for o in orders) + (orders[0] == orders[1])


def trees(n):
    root = None
    for i in range(n):
        root = insert(root, (i * 37) % 101)
    return sum(walk(root))


PARTS = [shapes, vectors, containers, text, errors, generators, calls, numbers, mixed, trees]


def main(rounds):
    total = 0
    for i in range(rounds):
        for part in PARTS:
            total += part(100 + i % 3)
    print(round(total, 3))


if __name__ == "__main__":
    main(int(sys.argv[1]))
