# bench: 130000
# kind: object
"""Dataclasses, enums, named tuples, typed dicts, protocols and generics: a small inventory."""
import sys
from collections import namedtuple
from dataclasses import FrozenInstanceError, asdict, astuple, dataclass, field, fields, replace
from enum import Enum, Flag, IntEnum, auto, unique
from typing import ClassVar, Generic, NamedTuple, Protocol, TypedDict, TypeVar, get_type_hints, runtime_checkable

T = TypeVar("T")


class Size(IntEnum):
    SMALL = 1
    LARGE = 10


@unique
class Kind(Enum):
    TOOL = "tool"
    FOOD = "food"

    @property
    def shelf(self):
        return {"tool": "A", "food": "B"}[self.value]

    @classmethod
    def _missing_(cls, value):
        return cls.TOOL if value == "hammer" else None


class Mode(Flag):
    READ = auto()
    WRITE = auto()
    RUN = auto()
    ALL = READ | WRITE | RUN


class Planet(Enum):
    EARTH = (5.976e24, 6.37814e6)
    MARS = (6.421e23, 3.3972e6)

    def __init__(self, mass, radius):
        self.mass, self.radius = mass, radius

    @property
    def gravity(self):
        return 6.673e-11 * self.mass / self.radius ** 2


@dataclass(order=True)
class Item:
    sort_key: tuple = field(init=False, repr=False)
    name: str
    price: float = 1.0
    kind: Kind = field(default=Kind.TOOL, compare=False)
    tags: list[str] = field(default_factory=list, compare=False)
    made: ClassVar[int] = 0

    def __post_init__(self):
        type(self).made += 1
        self.sort_key = (self.price, self.name)

    def total(self, n: int = 1) -> float:
        return round(self.price * n, 2)


@dataclass
class Crate(Item):
    items: list[Item] = field(default_factory=list)

    def total(self, n=1):
        return super().total(n) + sum(i.total(n) for i in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinate:
    lat: float
    lon: float = 0.0

    def __add__(self, other):
        return replace(self, lat=self.lat + other.lat, lon=self.lon + other.lon)


class Employee(NamedTuple):
    name: str
    age: int = 30

    def older(self, n):
        return self._replace(age=self.age + n)


class Movie(TypedDict, total=False):
    title: str
    year: int


@runtime_checkable
class Priced(Protocol):
    def total(self, n: int) -> float: ...


class Stack(Generic[T]):
    def __init__(self) -> None:
        self._items: list[T] = []

    def push(self, item: T) -> "Stack[T]":
        self._items.append(item)
        return self

    def pop(self) -> T:
        return self._items.pop()


Old = namedtuple("Old", "a b c", defaults=[3])


def main(size):
    hammer, apple = Item("hammer", 12.5, tags=["steel"]), Item("apple", 0.5, Kind.FOOD)
    crate = Crate("crate", 3, items=[hammer, apple])
    print(hammer, apple < hammer, crate.total(2), sorted([hammer, apple])[0].name, Item.made, Crate.made)
    print(asdict(crate)["items"][1], astuple(apple)[1:3], [f.name for f in fields(Crate)], apple == Item("apple", 0.5))
    here = Coordinate(lat=1.5)
    print(here + Coordinate(lat=1, lon=2), hash(here) == hash(Coordinate(lat=1.5)), here.__slots__)
    for bad in (lambda: setattr(here, "lat", 2), lambda: Coordinate(1), lambda: Item(), lambda: Kind("nothing"), lambda: Size("x"),
                lambda: Old(1), lambda: hammer < 3, lambda: setattr(Kind, "TOOL", 1), lambda: Kind.TOOL < Kind.FOOD):
        try:
            print(bad())
        except (FrozenInstanceError, TypeError, ValueError, AttributeError) as e:
            print(type(e).__name__, e)
    print(Kind("food"), Kind("hammer"), Kind["FOOD"].shelf, list(Kind), Size.LARGE > 3, Size(1) + 1, f"{Size.SMALL}", repr(Size.SMALL))
    print(Mode.READ | Mode.RUN, Mode.ALL & ~Mode.WRITE, Mode.WRITE in Mode.ALL, bool(Mode.READ & Mode.RUN), Mode(5), list(Mode.ALL))
    print([f"{p.name} {p.gravity:.3f}" for p in Planet])
    ann = Employee("ann")
    print(ann, ann.older(5), ann._asdict(), Old(1, 2), Old._fields, Employee._make(["bob", 2]) < ann, Movie(title="x", year=1))
    print(isinstance(hammer, Priced), isinstance(3, Priced), Stack[int]().push(1).push(2).pop(), sorted(get_type_hints(Item))[:3], Stack[str].__args__)
    total = 0
    for i in range(size):
        it = Item(f"n{i % 10}", i % 17 / 4, Kind.FOOD if i % 2 else Kind.TOOL)
        total += it.total(i) + (it < hammer) + len(it.kind.shelf)
        e = Employee("e", i % 50)
        total += e.older(1).age + Size.LARGE * (Mode.READ in Mode(i % 8))
        if i % 100 == 0:
            total += len(repr(it)) + (Coordinate(lat=i) + here).lat
    print(round(total, 3), Item.made)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
