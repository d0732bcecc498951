# opt: -O0 -O2
"""Variables that functions share, in loops: read, counted up, made unbound, changed by calls, by cell_contents, by a finaliser, by f_locals; one cell for two variables."""
import sys
import types


def counted(n):
    count = total = 0
    ratio = 0.0
    names = []

    def step(i):
        nonlocal count, total, ratio
        for k in range(3):
            count += 1
            total += i * k
            ratio += i / 4
        if i % 5 == 0:
            names.append(count)
        return count

    last = [step(i) for i in range(n)]
    return count, total, ratio, names, last[-1]


def big(n):
    product = 1

    def times(k):
        nonlocal product
        for i in range(1, k):
            product *= i
        return product

    return [times(n), times(n), product]


def board(n):
    cols, up, down = [False] * n, [False] * (2 * n), [False] * (2 * n)
    found = 0

    def place(row):
        nonlocal found
        if row == n:
            found += 1
            return
        for c in range(n):
            if cols[c] or up[row + c] or down[row - c + n]:
                continue
            cols[c] = up[row + c] = down[row - c + n] = True
            place(row + 1)
            cols[c] = up[row + c] = down[row - c + n] = False

    place(0)
    return found


def same_object(n):
    """An int that was stored is the object that is loaded."""
    x = None

    def run():
        nonlocal x
        out = []
        for i in range(n):
            y = i * 1000 + 7
            x = y
            out.append((x is y, x))
            x += 0
            out.append(x == y)
        return out

    return run()


def kept(n):
    """An int somebody else has does not change when the variable counts on."""
    x = 1000
    seen = []

    def run():
        nonlocal x
        for _ in range(n):
            seen.append(x)
            x += 1
            y = x
            x += 1
            seen.append(y)

    run()
    return seen, x


def types_change(values):
    current = None
    log = []

    def use():
        total = 0
        for i in range(3):
            try:
                total += current[i % len(current)]
            except TypeError as e:
                log.append(str(e))
            except KeyError as e:
                log.append(repr(e))
        log.append(total)

    for v in values:
        current = v
        use()
    return log


def changed_by_calls():
    items = [1, 2, 3]

    def swap():
        nonlocal items
        items = tuple(items) + (len(items),) if isinstance(items, list) else list(items)

    def total():
        s = 0
        for i in range(6):
            s += items[i % 3] + len(items)
            if i % 2:
                swap()
            s += items[-1]
        return s

    return total(), items


def replaced_while_used():
    """The list on the stack is the old one after the variable has got another."""
    a = [10, 20, 30]

    def other():
        nonlocal a
        a = [-1]
        return 2

    def run():
        out = []
        for _ in range(3):
            out.append(a[other() - 2])
        return out

    first = [10, 20, 30]
    a = first
    return run(), first


def unbound(n):
    def read():
        s = 0
        for i in range(3):
            s += x
        return s

    def forget():
        nonlocal x
        del x

    out = []
    for i in range(n):
        x = i
        out.append(read())
        if i % 2:
            del x
            try:
                read()
            except NameError as e:
                out.append(str(e))
            try:
                forget()
            except NameError as e:
                out.append(str(e))
    return out


def deleted_in_loop():
    x = 0

    def run():
        nonlocal x
        out = []
        for i in range(6):
            x = i
            out.append(x)
            if i % 3 == 2:
                del x
                try:
                    out.append(x)
                except NameError as e:
                    out.append(str(e))
                x = "back"
                out.append(x)
        return out

    return run()


def make_pair():
    x = y = 0

    def pair(n):
        nonlocal x, y
        out = []
        for i in range(n):
            x = i + 300
            y = y + 1
            out.append((x, y))
            x += 1
            out.append(x + y)
        return out

    return pair


def one_cell():
    """Two variables with the same cell: what is stored to one is seen in the other."""
    pair = make_pair()
    cell = types.CellType(0)
    both = types.FunctionType(pair.__code__, pair.__globals__, "both", None, (cell, cell))
    return both(4), cell.cell_contents, pair(4)


def contents_set():
    x = [1]

    def run(change):
        out = []
        for i in range(4):
            out.append(x[0])
            change(i)
            out.append(x[0])
        return out

    cell = run.__closure__[0]

    def change(i):
        cell.cell_contents = [i * 10] if i != 2 else (i,)

    return run(change)


class Loud:
    def __init__(self, name, log):
        self.name, self.log = name, log

    def __del__(self):
        frame = sys._getframe(1)
        self.log.append((self.name, frame.f_code.co_name, frame.f_locals.get("i"), frame.f_locals.get("holder") is not self))


def finalised():
    log = []
    holder = None

    def run():
        nonlocal holder
        for i in range(4):
            holder = Loud(i, log)
            holder = i
        holder = Loud("last", log)
        holder = None

    run()
    return log


def finaliser_stores():
    x = 0

    class Setter:
        def __del__(self):
            nonlocal x
            x += 100

    def run():
        nonlocal x
        out = []
        for i in range(4):
            s = Setter()
            x += 1
            s = None
            out.append(x)
        return out

    return run()


def looked_at():
    x = y = 0

    def run():
        nonlocal x, y
        out = []
        for i in range(4):
            x += i
            y = x * 2
            out.append(sorted((k, v) for k, v in sys._getframe().f_locals.items() if k != "out"))
        return out

    return run()


def written_by_tracer():
    x = 0

    def run():
        nonlocal x
        out = []
        for i in range(5):
            x += 1
            out.append(x)
        return out

    def tracer(frame, event, arg):
        if frame.f_code.co_name != "run":
            return None
        if event == "line" and frame.f_locals.get("i") == 2:
            cell.cell_contents += 1
        return tracer

    cell = run.__closure__[0]
    before = run()
    old = sys.gettrace()
    sys.settrace(tracer)
    try:
        during = run()
    finally:
        sys.settrace(old)
    return before, during


def generated(n):
    level = 1
    items = list(range(n))

    def walk():
        nonlocal level
        for i in range(len(items)):
            yield items[i] * level
            level += 1

    out = []
    for v in walk():
        out.append(v)
        if v > 20 and len(items) == n:
            items[-1] = 100
        level += 0.5 if v == 12 else 0
    return out, level


def own_cells(n):
    """Cells that the function makes itself."""
    total = 0
    best = []

    def show():
        return total, list(best)

    for i in range(n):
        total += i * i
        if total % 3 == 0:
            best.append(total)
    first = show()
    for i in range(n):
        best[i % len(best)] += i
        total -= i
    return first, show()


def argument_cell(items, start=5):
    def get():
        return items, start

    for i in range(len(items)):
        start += items[i]
        items[i] = start
    return get()


def objects(n):
    class Point:
        def __init__(self):
            self.x = 0

        def move(self, by):
            self.x += by
            return self

    p = Point()

    def run():
        for i in range(n):
            p.x += i
            p.move(2).move(-1)
        return p.x

    return run(), p.x


def functions(n):
    def twice(x):
        return 2 * x

    def thrice(x):
        return 3 * x

    f = twice

    def run():
        nonlocal f
        s = 0
        for i in range(n):
            s += f(i)
            f = thrice if f is twice else twice
        return s

    return run()


def text(n):
    s = ""

    def add(c):
        nonlocal s
        for _ in range(2):
            s += c
        return len(s)

    return [add(chr(97 + i % 26)) for i in range(n)], s


def main(size):
    n = size
    print(counted(n))
    print(big(30))
    print([board(k) for k in range(1, 7)])
    print(same_object(5), kept(4))
    print(types_change([[1, 2], (3, 4.5), [2.5], {0: 7}, "ab", b"xyz", [True], range(4), {1: 2}]))
    print(changed_by_calls(), replaced_while_used())
    print(unbound(6))
    print(deleted_in_loop(), one_cell(), contents_set())
    print(finalised(), finaliser_stores())
    print(looked_at())
    print(written_by_tracer())
    print(generated(9), own_cells(9), argument_cell([3, 1, 2]), objects(7), functions(9), text(5))


if __name__ == "__main__":
    for _ in range(3):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
