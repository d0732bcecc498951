# kind: script
"""Classes of objects on classes become descriptors, and stop being ones, after code has read the attribute many times; who holds what
while methods of descriptors run."""
import functools
import sys

MANY = 100


def repeat(f):
    """What the last of many calls gives."""
    for _ in range(MANY):
        result = f()
    return result


def show(label, f):
    try:
        print(label, repeat(f))
    except (AttributeError, TypeError) as error:
        print(label, type(error).__name__, error)


class Plain:
    """Nothing special, for now."""

    def __repr__(self):
        return "a Plain"


class Getter:
    def __repr__(self):
        return f"a {type(self).__name__}"

    def __get__(self, instance, owner):
        return f"got by {owner.__name__}"


class Both(Getter):
    def __set__(self, instance, value):
        print("set", value)


class Meta(type):
    on_meta = Plain()


class Owner(metaclass=Meta):
    on_meta = "the class's own"
    plain = Plain()
    getter = Getter()
    both = Both()

    def __init__(self):
        self.own = "own"


Owner.own = Plain()
owner = Owner()


READERS = {
    "own": lambda: owner.own,
    "plain": lambda: owner.plain,
    "class plain": lambda: Owner.plain,
    "getter": lambda: owner.getter,
    "class getter": lambda: Owner.getter,
    "both": lambda: owner.both,
    "on_meta": lambda: Owner.on_meta,
}


def store(value):
    owner.own = value


def read_again(label):
    """The same places as before."""
    for name, reader in READERS.items():
        show(f"{label} {name}:", reader)
    for value in range(MANY):
        store(value)
    print(label, "stored", vars(owner)["own"])


read_again("before")
Plain.__get__ = lambda self, instance, kind: "now a descriptor"
read_again("with __get__")
Plain.__set__ = lambda self, instance, value: None
read_again("with __set__")
del Plain.__get__
read_again("without __get__")
del Plain.__set__
read_again("plain again")
del Getter.__get__
read_again("no getter")
Both.__get__ = lambda self, instance, kind: "Both's own"
read_again("Both's own getter")
del Both.__set__
read_again("Both sets no more")
vars(owner)["both"] = "the instance's"
read_again("in the instance")
Owner.__dict__["both"].__class__ = Plain
read_again("another class")


class Slotted:
    __slots__ = ("slot",)


class Thief:
    """Has a descriptor of a slot that its instances lack."""

    __slots__ = ("only",)
    stolen = Slotted.slot


thief = Thief()
thief.only = "only"


def steal():
    return thief.stolen


def plant():
    thief.stolen = 1


show("slot of another class", steal)
show("slot of another class", steal)
show("set slot of another class", plant)
show("set slot of another class", plant)
print(thief.only)


class Counting:
    """Says who holds what while it runs, and that it is traced."""

    def __get__(self, instance, kind=None):
        return [sys.getrefcount(o) for o in (self, instance, sys._getframe().f_code)], sys._getframe(1).f_lineno

    def __set__(self, instance, value):
        HEARD.append([sys.getrefcount(o) for o in (self, instance, value, type(instance))] + [sys._getframe(1).f_lineno])


class Wary:
    def __get__(self, instance, kind=None):
        raise KeyError("get") if instance.wary else AttributeError("get")

    def __set__(self, instance, value):
        raise KeyError(type(value))


class Watched:
    counting = Counting()
    raising = Wary()
    wary = False

    @property
    def number(self):
        return self._number

    @number.setter
    def number(self, value):
        HEARD.append([sys.getrefcount(self), sys.getrefcount(value)])
        self._number = value

    unset = property(lambda self: 1)
    builtin = property(len, setattr)

    @functools.cached_property
    def cached(self):
        HEARD.append("cached")
        return [self]

    def __len__(self):
        return 3


HEARD = []
watched = Watched()


def store(name, value):
    setters[name](value)
    return len(HEARD[-1])


def set_counting(value):
    watched.counting = value


def set_number(value):
    watched.number = value


def set_unset(value):
    watched.unset = value


def set_raising(value):
    watched.raising = value


def set_builtin(value):
    watched.builtin = value


def of_local(w, value):
    w.counting = value
    w.number = value
    return HEARD[-2:], w.counting


setters = {"counting": set_counting, "number": set_number, "unset": set_unset, "raising": set_raising, "builtin": set_builtin}


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as error:
        return type(error).__name__, str(error), [t.tb_lineno for t in walk(error.__traceback__)]


def walk(tb):
    while tb is not None:
        yield tb
        tb = tb.tb_next


def dive(n, f):
    """The depth at which f fails."""
    try:
        return dive(n + 1, f)
    except RecursionError:
        try:
            f()
            return n, "done"
        except RecursionError:
            return n, "none left"


def events(f):
    seen = []

    def tracer(frame, event, arg):
        seen.append((frame.f_code.co_name, event))
        return tracer
    sys.settrace(tracer)
    f()
    sys.settrace(None)
    return seen


for _ in range(3):
    print(repeat(lambda: watched.counting)[1])
    for name in setters:
        print(name, repeat(lambda: attempt(store, name, object())))
    print("local", repeat(lambda: of_local(watched, object())))
    print("raising", repeat(lambda: attempt(lambda: watched.raising)), repeat(lambda: hasattr(watched, "raising")))
    Watched.wary = True
    print("raising", repeat(lambda: attempt(lambda: watched.raising)))
    Watched.wary = False
    print("cached", repeat(lambda: watched.cached is vars(watched)["cached"]), HEARD.count("cached"))
    del watched.cached
print(events(lambda: watched.counting), events(lambda: set_counting(1)), events(lambda: set_number(1)))
HEARD.clear()


def switch_on(self, instance, value):
    HEARD.append(value)
    sys.settrace(lambda frame, event, arg: HEARD.append((frame.f_code.co_name, event)))


def switched():
    watched.counting = 1
    sorted([])
    (lambda: None)()
    sys.settrace(None)


Counting.__set__ = switch_on
switched()
switched()
print(HEARD)
del Counting.__set__
print(attempt(set_counting, 5), repeat(lambda: watched.counting))
print(dive(0, lambda: watched.counting)[1], dive(0, lambda: set_number(1))[1])
functools.cached_property.__set__ = lambda self, instance, value: HEARD.append("set")


def set_cached():
    watched.cached = 1


watched.cached
print(attempt(set_cached), HEARD[-1:], attempt(lambda: len(watched.cached)), attempt(lambda: len(watched.cached)))
del functools.cached_property.__set__
print(attempt(set_cached), attempt(lambda: watched.cached))
