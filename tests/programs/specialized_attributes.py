# kind: attribute
"""Loops over attributes and items whose classes, instances and values change while they run."""
import sys


class P:
    rate = 2

    def __init__(self):
        self.x = 0
        self.y = 1.5


class Slots:
    __slots__ = ("x", "y")
    z = None

    def __init__(self):
        self.x = 0
        self.y = 1.5


Slots.w = Slots.x  # another name of the same slot


def each(n, change, o):
    """Attributes of numbers; `change` runs in the middle."""
    out = []
    for i in range(n):
        o.x += i
        o.y = o.y * 0.5 + o.x
        if i == 5:
            out.append(change(o))
        out.append((o.x, o.y))
    return out


def attempt(name, f, *args):
    try:
        print(name, f(*args))
    except Exception as e:
        lines = []
        tb = e.__traceback__
        while tb:
            lines.append(tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno)
            tb = tb.tb_next
        print(name, type(e).__name__, e, lines[1:])


def fresh():
    return type("P", (P,), {})


def to_property(o):
    log = []
    type(o).x = property(lambda s: len(log), lambda s, v: log.append(v))
    return log


def to_class_value(o):
    del o.x
    type(o).x = 100
    return "class value"


def by_getattr(o):
    type(o).__getattr__ = lambda s, name: 7
    del o.x
    return "getattr"


def by_getattribute(o):
    type(o).__getattribute__ = lambda s, name: 3.5
    return "getattribute"


def by_setattr(o):
    def set_it(self, name, value):
        object.__setattr__(self, name, -value)

    type(o).__setattr__ = set_it
    return "setattr"


def delete(o):
    del o.y


def materialise(o):
    d = vars(o)
    d["x"] = 1000
    return sorted(d)


def replace_dict(o):
    o.__dict__ = {"x": 50, "y": 60}
    return "another dict"


def grow(o):
    for k in range(40):
        setattr(o, "extra%d" % k, k)
    return len(vars(o))


def other_class(o):
    class Other(P):
        x = property(lambda s: 9, lambda s, v: None)

    o.__class__ = Other
    return "other class"


def to_text(o):
    o.x = "text"


def to_big(o):
    o.x = 1 << 70


def to_float(o):
    o.x = 0.25


def to_bool(o):
    o.x = True


class Number(int):
    def __iadd__(self, other):
        return Number(int(self) + 2 * other)

    def __repr__(self):
        return "Number(%d)" % int(self)


def to_number(o):
    o.x = Number(3)


for change in (
    to_property, to_class_value, by_getattr, by_getattribute, by_setattr, delete, materialise, replace_dict, grow, other_class,
    to_text, to_big, to_float, to_bool, to_number,
):
    attempt(change.__name__, each, 10, change, fresh()())
for change in (to_text, to_big, to_float, to_bool, to_number, delete):
    attempt("slots " + change.__name__, each, 10, change, Slots())


def aliased(n):
    o = Slots()
    out = []
    for i in range(n):
        o.x = i
        o.w = o.x + 10
        out.append(o.x)
        o.x += 1
        out.append(o.w)
    return out


print("aliased", aliased(6))


def same_object(n):
    """Two names of one object."""
    a = P()
    b = a
    out = []
    for i in range(n):
        a.x = a.x + 1
        b.x = b.x * 2
        a.y -= b.x
        b.y += 0.5
        out.append((a.x, b.x, a.y, b.y))
    return out


print("same object", same_object(6))


class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


def chains(n):
    last = None
    for i in range(n):
        last = Node(i * 0.5, last)
    total = 0.0
    at = last
    while at is not None:
        total += at.value
        at.value = at.value * 2
        at = at.next
    # Links that move while something is read behind them.
    head = last
    out = [total]
    while head.next is not None:
        out.append(head.next.value)
        head.next = head.next.next
        if head.next is not None:
            out.append(head.next.value)
    return out


print("chains", chains(7))

log = []


class Dies:
    def __init__(self, name, f=None):
        self.name = name
        self.f = f

    def __del__(self):
        log.append(self.name)
        if self.f:
            self.f()


def dying(n):
    """Old values whose end changes what the loop works on."""
    o = P()
    q = P()
    out = []

    def change():
        o.x = -1000
        q.x = 2000

    for i in range(n):
        q.x += 1
        if i == 3:
            o.x = Dies("first", change)
        if i == 4:
            o.x = 0
        if i == 6:
            q.y = Dies("second", lambda: setattr(q, "x", 0.125))
        if i == 7:
            q.y = 2.5
        out.append((q.x, type(o.x).__name__, type(q.y).__name__))
    return out


print("dying", dying(10), log)


def dying_items(n):
    items = [0] * 4
    rows = [items, [1, 2, 3, 4]]
    out = []

    def change():
        items.clear()
        items.extend([10, 20])
        rows[1] = [5.5]

    for i in range(n):
        try:
            rows[0][1] += i
            if i == 3:
                rows[0][3] = Dies("item", change)
            if i == 4:
                rows[0][3] = 1
            out.append((rows[0][:3], rows[1][0]))
        except IndexError as e:
            out.append(str(e))
    return out


print("dying items", dying_items(8), log)


def identity(n):
    """Numbers that attributes and items hold are objects."""
    o = P()
    q = P()
    out = []
    for i in range(n):
        o.x = i * 1000.5
        v = o.x
        w = o.x
        q.x = v
        out.append((v is w, q.x is o.x, v is q.x))
        o.x = q.x = i + 0.25
        out.append(o.x is q.x)
        kept = o.x
        o.x = kept * 3
        out.append((kept, o.x, q.x))
        items = [o.x, o.x]
        items[0] = items[1] = i * 77777
        out.append(items[0] is items[1])
        o.x = i & 7
        out.append(o.x is int(str(i & 7)))
    return out


print("identity", identity(4))


def kept_values(n):
    """A value that was read stays what it was when its place is set."""
    o = P()
    o.x = 1.5
    out = []
    for i in range(n):
        before = o.x
        o.x = before * 1.5
        out.append(before)
        out.append(o.x)
        o.x, o.y = o.y, o.x
    items = [2.5, 3.5]
    for i in range(n):
        before = items[0]
        items[0] = before * 1.5
        out.append(before)
        items[0], items[1] = items[1], items[0]
    return out, items


print("kept", kept_values(5))


class Shape:
    def __init__(self, size):
        self.size = size


def kinds(n):
    """More types than a place remembers."""
    classes = [type("K%d" % k, (Shape,), {"factor": k}) for k in range(6)]
    objects = [c(k + 0.5) for k, c in enumerate(classes)] + [Slots()]
    objects[-1].x = 1
    Slots.factor = 9
    total = 0
    for i in range(n):
        for o in objects[:-1]:
            o.size += o.factor
            total += o.size * o.factor
        total += objects[-1].factor
    return total


print("kinds", kinds(20))


class Settings:
    scale = 3
    limit = 4.5

    @property
    def doubled(self):
        return self.scale * 2


def classes(n):
    s = Settings()
    t = 0
    for i in range(n):
        t += s.scale + Settings.limit + s.doubled
        if i == 3:
            Settings.scale = 10
        if i == 5:
            s.scale = 0.5
        if i == 7:
            Settings.limit = property(lambda self: 1)
            Settings.limit = 2
    return t


print("classes", classes(10))


def modules(n):
    import math

    t = 0.0
    for i in range(n):
        t += math.pi * i
        if i == 3:
            math.pi_before = math.pi
            math.pi = 3
    math.pi = math.pi_before
    del math.pi_before
    return t


print("modules", modules(7))


class Matrix:
    def __init__(self, n):
        self.n = n
        self.rows = [[i * j % 7 + 0.5 for j in range(n)] for i in range(n)]

    def times(self, other):
        n = self.n
        r = Matrix(n)
        for i in range(n):
            for j in range(n):
                s = 0
                for k in range(n):
                    s += self.rows[i][k] * other.rows[k][j]
                r.rows[i][j] = s
        return r


print("matrix", Matrix(5).times(Matrix(5)).rows)


def ragged(rows, n, m):
    """Rows that are not there, not long enough, not lists."""
    out = []
    for i in range(n):
        s = 0
        try:
            for j in range(m):
                s += rows[i][j]
                rows[i][j] = s
        except (IndexError, TypeError) as e:
            out.append((i, str(e), s))
        out.append(s)
    return out


for rows in (
    [[1, 2, 3], [4, 5], [6, 7, 8]],
    [[1, 2.5, 3], (4, 5, 6), [7, 8, 9]],
    [[1, 2, 3], "abc", [4, 5, 6]],
    ([1, 2, 3], [True, False, True], {0: 1, 1: 2, 2: 3}),
    [[1, 2, 3]],
    [],
):
    attempt("ragged", ragged, rows, 3, 3)
    attempt("ragged, empty", ragged, rows, 3, 0)


def aliased_rows(n):
    row = [1, 2, 3]
    rows = [row, row]
    for i in range(n):
        for j in range(3):
            rows[0][j] += rows[1][j]
            rows[1][j] += i
    return rows


print("aliased rows", aliased_rows(4))


def rows_that_move(n):
    rows = [[1, 2], [3, 4]]
    out = []
    i = 0
    for k in range(n):
        for j in range(2):
            out.append(rows[i][j])
            rows[0], rows[1] = rows[1], rows[0]
            out.append(rows[i][j])
        i = 1 - i
        rows.append([k, k])
        del rows[0]
    return out


print("rows that move", rows_that_move(4))


def self_containing(n):
    a = [0, 0]
    a[0] = a
    out = []
    for i in range(n):
        out.append(a[0][0] is a)
        a[0][1] = i
        a[1] += 1
        out.append(a[0][0][1])
    return out


print("self containing", self_containing(3))


def traced(n):
    """Tracing comes on in the middle: attributes are what they are by then."""
    o = P()
    seen = []

    def trace(frame, event, arg):
        if frame.f_code.co_name == "traced" and event == "line":
            seen.append((frame.f_lineno - frame.f_code.co_firstlineno, frame.f_locals.get("v"), o.x))
        return trace

    class Starts:
        def __del__(self):
            sys.settrace(trace)
            sys._getframe(1).f_trace = trace

    for i in range(n):
        v = o.x + 0.5
        o.x = v
        if i == 2:
            o.y = Starts()
        if i == 3:
            o.y = 1
        o.x += 1
        if i == 4:
            sys.settrace(None)
            sys._getframe().f_trace = None
    return o.x, seen


print("traced", traced(7))


def locals_seen(n):
    """Attributes copied to locals, looked at from outside."""
    o = P()
    out = []
    for i in range(n):
        a = o.x
        b = o.y
        o.x = a + 1
        o.y = b * 0.5
        if i % 3 == 0:
            f = sys._getframe()
            out.append((f.f_locals["a"], f.f_locals["b"], f.f_locals["i"]))
    return out


print("locals", locals_seen(8))


def ints(n):
    """Through the small ints, one digit, two digits, beyond."""
    o = P()
    o.x = 1
    out = []
    for i in range(n):
        o.x = o.x * 3
        out.append(o.x)
    for i in range(n):
        o.x = -(o.x // 5)
        out.append(o.x)
    items = [1]
    for i in range(n):
        items[0] = items[0] * -7
        out.append(items[0])
    return out


print("ints", ints(50))


def mixed(n):
    """An attribute that changes its type all the time."""
    o = P()
    out = []
    for i in range(n):
        if i % 3 == 0:
            o.x = o.x + 1
        elif i % 3 == 1:
            o.x = o.x + 0.5
        else:
            o.x = int(o.x)
        out.append(o.x)
    return out


print("mixed", mixed(20))


class Body:
    def __init__(self, x, v, m):
        self.x = x
        self.v = v
        self.m = m


def bodies(n):
    bs = [Body(0.0, 0.0, 3), Body(1.0, -0.5, 0.25), Body(-2.0, 0.75, 1), Body(4, 0, 2)]
    for _ in range(n):
        for i in range(len(bs)):
            a = bs[i]
            for j in range(i + 1, len(bs)):
                b = bs[j]
                d = a.x - b.x
                a.v -= d * b.m * 0.01
                b.v += d * a.m * 0.01
        for b in bs:
            b.x += b.v * 0.1
    return [(b.x, b.v) for b in bs]


print("bodies", bodies(9))
