# kind: script
"""Classes of objects on classes become descriptors, and stop being ones, after code has read the attribute many times."""

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
