# bench: 110000
# kind: object
"""Class machinery: properties, slots, class and static methods, super and MRO, metaclasses, descriptors, __set_name__,
__init_subclass__, __class_getitem__, abstract bases, name mangling, copying and comparing."""
import sys
from abc import ABC, abstractmethod
from functools import total_ordering


class Typed:
    def __init__(self, kind, default=None):
        self.kind, self.default = kind, default

    def __set_name__(self, owner, name):
        self.name = "_" + name
        owner.fields = (*getattr(owner, "fields", ()), name)

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return getattr(obj, self.name, self.default)

    def __set__(self, obj, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name[1:]} wants {self.kind.__name__}, not {type(value).__name__}")
        setattr(obj, self.name, value)

    def __delete__(self, obj):
        delattr(obj, self.name)


class Lazy:
    """A non-data descriptor: computed once, then shadowed by the instance."""

    def __init__(self, fn):
        self.fn = fn

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        value = obj.__dict__[self.fn.__name__] = self.fn(obj)
        return value


class Registry(type):
    known = {}

    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        return {"born": name.lower()}

    def __new__(mcs, name, bases, namespace, *, tag=None):
        cls = super().__new__(mcs, name, bases, namespace)
        cls.tag = tag or name
        mcs.known[cls.tag] = cls
        return cls

    def __init__(cls, name, bases, namespace, **kw):
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **kw):
        obj = super().__call__(*args, **kw)
        obj.serial = len(obj.log)
        return obj

    def __len__(cls):
        return len(cls.__name__)

    def __repr__(cls):
        return f"<registered {cls.tag}>"


class Base(metaclass=Registry):
    def __init__(self):
        self.log = ["Base"]

    def hello(self):
        return ["Base"]


class A(Base, tag="first"):
    def __init__(self):
        super().__init__()
        self.log.append("A")

    def hello(self):
        return ["A", *super().hello()]


class B(Base):
    def __init__(self):
        super(B, self).__init__()
        self.log.append("B")

    def hello(self):
        return ["B"] + super().hello()


class C(A, B):
    def hello(self):
        return ["C"] + super().hello()

    @classmethod
    def make(cls):
        return cls()

    @staticmethod
    def helper(x):
        return x * 2


class Shape(ABC):
    registry = []

    def __init_subclass__(cls, /, sides=0, **kw):
        super().__init_subclass__(**kw)
        cls.sides = sides
        Shape.registry.append(cls.__name__)

    @property
    @abstractmethod
    def area(self): ...

    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item}]"


class Square(Shape, sides=4):
    def __init__(self, w):
        self.w = w

    @property
    def area(self):
        return self.w ** 2

    @area.setter
    def area(self, value):
        self.w = value ** 0.5

    @area.deleter
    def area(self):
        self.w = 0


@total_ordering
class Version:
    __slots__ = ("parts", "__weakref__")

    def __init__(self, text):
        self.parts = tuple(map(int, text.split(".")))

    def __eq__(self, other):
        return self.parts == other.parts if isinstance(other, Version) else NotImplemented

    def __lt__(self, other):
        return self.parts < other.parts if isinstance(other, Version) else NotImplemented

    def __hash__(self):
        return hash(self.parts)

    def __repr__(self):
        return f"{type(self).__name__}({'.'.join(map(str, self.parts))!r})"


class Account:
    name = Typed(str, "nobody")
    balance = Typed(int, 0)
    __secret = 42

    def __init__(self, name, balance):
        self.name, self.balance = name, balance

    @Lazy
    def summary(self):
        return f"{self.name}:{self.balance}:{self.__secret}"


def attempt(label, fn):
    try:
        print(label, fn())
    except Exception as e:
        print(label, type(e).__name__, e)


def main(size):
    c = C.make()
    print(c.hello(), c.log, c.serial, C.helper(4), c.helper(5))
    print([k.__name__ for k in C.__mro__], C, len(C), C.born, sorted(Registry.known))
    acc = Account("ada", 10)
    print(acc.summary, acc.__dict__, Account.fields, Account._Account__secret)
    acc.balance += 5
    print(acc.summary, acc.balance)
    del acc.balance
    print(acc.balance, Account.balance.kind)
    attempt("typed", lambda: setattr(acc, "balance", "x"))
    attempt("abstract", Shape)
    attempt("delete", lambda: delattr(acc, "balance"))
    attempt("private", lambda: acc.__secret)
    s = Square(3)
    s.area = 16
    print(s.area, s.w, Square.sides, Shape.registry, Shape["int"])
    del s.area
    print(s.area)
    versions = [Version(t) for t in ("3.11", "3.2.1", "3.10", "2.7.18", "3.11")]
    print(sorted(versions), max(versions), versions[0] >= versions[2], len(set(versions)), versions[0] != versions[4])
    attempt("compare", lambda: versions[0] < 3)
    attempt("slots", lambda: setattr(versions[0], "extra", 1))
    attempt("mro", lambda: type("X", (A, C), {}))
    D = type("D", (C,), {"hello": lambda self: ["D"] + C.hello(self), "__doc__": "made by hand"})
    print(D().hello(), D.__doc__, D.__name__, isinstance(D(), B), issubclass(D, (int, A)), D.tag)
    c.__class__ = D
    print(c.hello(), type(c).__name__)
    total = 0
    for i in range(size):
        a = Account("n" + str(i % 5), i)
        a.balance += len(a.name)
        total += a.balance + len(a.summary)
        sq = Square(i % 9)
        sq.area += 1
        total += round(sq.area) + len(c.hello())
        if i % 4 == 0:
            total += sorted(versions)[0].parts[0]
    print(total)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
