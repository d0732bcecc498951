from dataclasses import dataclass

from harness import loop


class Shape:
    kind = "shape"

    def __init__(self, width, height):
        self.width = width
        self.height = height

    @property
    def area(self):
        return self.width * self.height

    def grow(self, by):
        self.width += by
        return self

    def describe(self):
        return self.kind

    @staticmethod
    def unit():
        return 1

    @classmethod
    def square(cls, side):
        return cls(side, side)

    def __eq__(self, other):
        return self.width == other.width

    def __lt__(self, other):
        return self.width < other.width

    def __len__(self):
        return self.width

    def __getitem__(self, index):
        return self.height + index

    def __contains__(self, item):
        return item == self.width

    def __add__(self, other):
        return Shape(self.width + other.width, self.height)

    def __bool__(self):
        return self.width > 0

    def __call__(self, x):
        return self.width + x


class Square(Shape):
    kind = "square"

    def __init__(self, side):
        super().__init__(side, side)

    def describe(self):
        return super().describe()


@loop(40000)
def object_property(n):
    s = Shape(3, 4)
    total = 0
    for _ in range(n):
        total += s.area
    return total


@loop(20000)
def object_super(n):
    s = Square(3)
    total = 0
    for _ in range(n):
        total += len(s.describe())
    return total


@loop(15000)
def object_init_super(n):
    total = 0
    for i in range(n):
        total += Square(i).width
    return total


@loop(20000)
def object_static_class_methods(n):
    total = 0
    for i in range(n):
        total += Shape.unit() + Shape.square(i).height
    return total


@loop(20000)
def object_operators(n):
    a, b = Shape(1, 2), Shape(2, 3)
    total = 0
    for i in range(n):
        if a == b or b < a:
            total += 1
        total += (a + b).width + len(a)
    return total


@loop(20000)
def object_protocols(n):
    a = Shape(1, 2)
    total = 0
    for i in range(n):
        if a:
            total += a[i] + a(1)
        if 5 in a:
            total += 1
    return total


@dataclass
class Record:
    name: str
    value: int = 0


@loop(20000)
def object_dataclass(n):
    total = 0
    for i in range(n):
        r = Record("a", i)
        r.value += 1
        total += r.value
    return total


@dataclass
class Slotted:
    __slots__ = "left", "right"
    left: int
    right: int


@loop(20000)
def object_slots(n):
    total = 0
    for i in range(n):
        s = Slotted(i, 2)
        s.left += s.right
        total += s.left
    return total
