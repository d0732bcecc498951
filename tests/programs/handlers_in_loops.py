# opt: -O2
"""Handlers in loops on numbers: what is caught goes on with the loop's numbers, and everything that may be asked of an exception, its frame and its
place in the program is as it was."""
import sys
import traceback


def lines_of(e):
    return [(f.f_code.co_name, n - f.f_code.co_firstlineno) for f, n in traceback.walk_tb(e.__traceback__)]


def chain(e):
    names = []
    while e is not None:
        names.append(f"{type(e).__name__}{e.args}")
        e = e.__context__
    return names


def out_of_range(n, items):
    total, missed = 0, 0.5
    for i in range(n):
        try:
            total += items[i % 7] * 3
        except IndexError:
            missed *= 1.25
            total -= i
    return total, missed


def looks_at_locals(n, items):
    total, seen = 0, []
    for i in range(n):
        try:
            total += items[i]
        except IndexError as e:
            frame = e.__traceback__.tb_frame
            seen.append((frame.f_locals["total"], frame.f_locals["i"], lines_of(e), str(e)))
            total += 100
            seen.append(sys._getframe().f_locals["total"])
    return total, seen, "e" in locals()


def divides(n):
    s, t = 0.0, 0
    for i in range(n):
        try:
            s += 1.0 / (i % 3)
            t += 7 // (i % 5)
            t += 7 % (i % 4)
        except ZeroDivisionError as e:
            s += len(e.args[0])
        finally:
            t += 1
    return s, t


def contexts(n):
    found = []
    for i in range(n):
        before = i * 2
        try:
            try:
                [][before]
            except IndexError as first:
                assert sys.exc_info()[1] is first
                before += {}[before]
        except KeyError as e:
            found.append((chain(e), lines_of(e), lines_of(e.__context__), before))
        assert sys.exc_info() == (None, None, None)
    return found


def in_a_handler(n):
    """All of it with an exception being handled, which is the context of every other one."""
    total = 0
    try:
        raise RuntimeError("outer")
    except RuntimeError:
        for i in range(n):
            try:
                total += (1, 2, 3)[i]
            except IndexError as e:
                total += len(chain(e))
            assert str(sys.exc_info()[1]) == "outer"
    return total


def leaves_by(how, n, items):
    total = 0
    for i in range(n):
        try:
            total += items[i]
        except IndexError:
            total += 1000
            if how == "break":
                break
            if how == "return":
                return total, "returned"
            if how == "raise":
                raise
            if how == "other":
                raise ValueError(total)
            continue
        else:
            total += 1
        finally:
            total += 10
    return total


def nested_loops(n):
    rows = [[1, 2, 3], [4], [], [5, 6]]
    total = 0
    for i in range(n):
        try:
            for j in range(4):
                try:
                    total += rows[i][j]
                except IndexError:
                    total += 100 * j
                    if j == 2:
                        raise LookupError(i, j, total)
        except IndexError:
            total += 7
        except LookupError as e:
            total += e.args[0] + e.args[1]
    return total


class Manager:
    log = []

    def __enter__(self):
        return self

    def __exit__(self, kind, value, tb):
        self.log.append((kind and kind.__name__, value and value.args, tb and tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
        return kind is IndexError


def with_statements(n, items):
    total = 0
    for i in range(n):
        with Manager():
            total += items[i]
            total += 1
    return total


def gives(n, items):
    total = 0
    for i in range(n):
        try:
            total += items[i]
            sent = yield total
            total += sent or 0
        except (IndexError, ValueError) as e:
            total -= 5
            yield type(e).__name__


def drive():
    g = gives(6, [1, 2, 3])
    seen = [next(g), g.send(10), g.throw(ValueError("thrown")), next(g)]
    return seen + list(g)


class Forgetful:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        return self.name

    def __exit__(self, *exc):
        name = self.name
        del self
        print("forgets", name, exc[0])
        return True

    def __del__(self):
        print("forgotten", self.name)


def temporary_managers(n):
    total = 0
    for i in range(n):
        with Forgetful(i) as name:
            total += name
            if i == 2:
                raise ValueError
        print("behind", i)
    return total


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone:", self.name, sys.exc_info()[0])


def lifetimes(n):
    total = 0
    for i in range(n):
        try:
            raise ValueError(Loud(i), total)
        except ValueError:
            total += i * i
        print("after", i, total)


def from_calls(n):
    def check(i):
        if i % 3 == 0:
            raise KeyError(i)
        return i

    total, where = 0, []
    for i in range(n):
        try:
            total += check(i)
        except KeyError as e:
            where.append(lines_of(e))
            total -= e.args[0]
    return total, where


def changes_types(n):
    items = [1, 2.5, "x", None, 2**70]
    total = 0
    errors = []
    for i in range(n):
        try:
            total += items[i % 6]
        except (TypeError, IndexError) as e:
            errors.append(str(e))
            if i == 9:
                total = 0
    return total, errors


def unbound(n):
    total = 0
    for i in range(n):
        try:
            total += late
        except UnboundLocalError as e:
            total += len(str(e))
            late = i
        else:
            if i % 4 == 0:
                del late
    return total


def traced(n, items, at):
    events = []

    def local(frame, event, arg):
        events.append((event, frame.f_lineno - frame.f_code.co_firstlineno, frame.f_locals.get("total")))
        return local

    class Switch:
        def __getitem__(self, i):
            sys.settrace(lambda *a: local)
            sys._getframe(1).f_trace = local
            raise IndexError

    total = 0
    for i in range(n):
        try:
            total += items[i] if i != at else Switch()[i]
        except IndexError:
            total += 50
    sys.settrace(None)
    return total, events


class Rows:
    """Neither a list nor a tuple; counts how often it is asked."""

    def __init__(self):
        self.asked = 0

    def __getitem__(self, key):
        self.asked += 1
        return key * 2


def first_of(rows, n):
    total = missing = 0
    for i in range(n):
        for j in range(20):
            total += i * j
        try:
            total += rows[0]
        except IndexError:
            missing += 1
    return total, missing


def asked_once(n):
    """What is on its way to raise and does not is done once."""
    rows = Rows()
    found = [first_of(r, n) for r in (rows, [1], (2,), [], (), rows)]
    return found, rows.asked


def main(n=40):
    items = [3, 1, 4, 1, 5]
    print(out_of_range(n, items))
    print(looks_at_locals(7, items))
    print(divides(n))
    print(contexts(3))
    print(in_a_handler(6))
    for how in "break", "return", "raise", "other", "go on":
        try:
            print(how, leaves_by(how, 8, items))
        except (IndexError, ValueError) as e:
            print(how, chain(e), lines_of(e))
    print(nested_loops(5))
    print(with_statements(8, items), Manager.log)
    print(temporary_managers(4))
    print(drive())
    lifetimes(3)
    print(from_calls(7))
    print(changes_types(12))
    print(asked_once(9))
    print(unbound(12))
    print(traced(9, items, 3), traced(9, items, 6))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
