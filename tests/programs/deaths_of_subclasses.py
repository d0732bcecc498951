# kind: script
# opt: -O0 -O2
"""Instances of classes that derive from containers end in loops and calls: quietly, or seen by finalisers, weak references and what they hold."""
import sys
import weakref
from collections import Counter, OrderedDict, defaultdict, namedtuple

Point = namedtuple("Point", "x y")
log = []


class Ends:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        frame = sys._getframe(1)
        log.append((self.name, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, sorted(frame.f_locals)))


class Items(list):
    pass


class Table(dict):
    pass


class Unique(set):
    pass


class Pair(tuple):
    pass


class Seen(list):
    def __del__(self):
        log.append(("seen", len(self)))


class Slotted(list):
    __slots__ = ("extra",)


class Deeper(Items):
    __slots__ = ("more",)


class Weak(tuple):
    __slots__ = ()


KINDS = [lambda x: Items([x, 1]), lambda x: Table(a=x), lambda x: Unique([x]), lambda x: Pair((x, 2)), lambda x: Seen([x]),
         lambda x: Point(x, x), lambda x: Counter(a=1, b=2), lambda x: OrderedDict(a=x), lambda x: defaultdict(list, a=[x]), lambda x: Weak((x,))]


def slotted(x):
    s = Slotted([1])
    s.extra = x
    return s


def deeper(x):
    d = Deeper([x])
    d.more = [x]
    d.free = (x,)
    return d


KINDS += [slotted, deeper]


def replaced(make, values):
    total = 0
    for v in values:
        held = make(v)
        total += len(held)
    held = None
    return total


def temporary(make, values):
    total = 0
    for v in values:
        total += len(make(v))
    return total


class Box:
    def __init__(self, content):
        self.content = content


def held_by_instance(make, values):
    total = 0
    for v in values:
        total += len(Box(make(v)).content)
    return total


def referenced(make, n):
    refs = []
    for i in range(n):
        held = make(i)
        try:
            refs.append(weakref.ref(held, lambda r: log.append("cleared")))
        except TypeError as e:
            return str(e)
    held = None
    return [r() for r in refs]


def show(*what):
    print(*what, log)
    log.clear()


for make in KINDS:
    for run in (replaced, temporary, held_by_instance):
        show(run.__name__, run(make, range(40)), run(make, ["a", 2.5, None, (1, 2)] * 5))
        show(run(make, (Ends(i) for i in range(5))))
        shared = Ends("shared")
        show(run(make, [shared] * 5))
        del shared
        show("after")
    show(referenced(make, 4))
