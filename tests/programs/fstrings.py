# bench: 500000
# kind: string
"""Formatted strings: conversions, nested specs, debug form, dates, custom __format__, joins, percent and format()."""
import sys
from datetime import datetime


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __format__(self, spec):
        sign = "-" if self.cents < 0 else ""
        whole, part = divmod(abs(self.cents), 100)
        return f"{sign}{whole:{spec or ','}}.{part:02}"

    def __repr__(self):
        return f"Money({self.cents!r})"

    def __str__(self):
        return f"{self}€" if False else f"{self.cents / 100:.2f}€"


class Loud:
    def __format__(self, spec):
        raise ValueError(f"bad spec {spec!r}")


def table(rows):
    widths = [max(len(str(r[i])) for r in rows) for i in range(len(rows[0]))]
    return "\n".join(" | ".join(f"{cell!s:{'<' if i == 0 else '>'}{w}}" for i, (cell, w) in enumerate(zip(r, widths))) for r in rows)


def main(size):
    name, value, width, precision = "wörld", 1234.5678, 12, 3
    print(f"{name} {name!r} {name!a} {name!s:>8} {value:.2f} {value:{width}.{precision}f}| {value:e} {value:,.1f} {value:+08.1f} {value:%}")
    print(f"{value=} {width=!r:>5} {name = } {width + 1=:04} {{literal}} {'nested ' + f'{name[0]:*^5}'}")
    n = 255
    print(f"{n:b} {n:o} {n:x} {n:X} {n:#x} {n:#b} {n:08b} {n:_} {10 ** 9:_} {10 ** 9:,} {n:c} {n:<6}| {n:^6}| {n:>6}| {-n:=6}|{n:d}{n: d}")
    print(f"{True} {None} {[1, 'a']} {(1,)} {{1: 2}} {1j:.2f} {0.1 + 0.2} {1e100} {float('nan'):5} {float('-inf'):>6} {10 ** 30}")
    print(f"{datetime(2024, 2, 29, 13, 5, 7):%Y-%m-%d %H:%M:%S} {datetime(2024, 2, 29):%a %b %j}")
    m = Money(-1234567)
    print(f"{m} {m!r} {m!s} {m:_} {[m]}", format(m, "d"), "{:d}/{!r}".format(m, m))
    print("{0} {1} {0} {k[0]} {o.cents}".format("a", "b", k=[9], o=m), "{:>{}}".format("r", 4), "%s %r %5.1f%%" % (m, m, 99.5))
    print(f'''{
        name
    } over {"lines"
    }''', f"{name:{'>' if width > 10 else '<'}{width}}", f"{lambda_ if (lambda_ := 3) else 0}", f"{'a' 'b'}" "c" f"{1}" rf"\d{n}")
    for bad in (lambda: f"{Loud():x}", lambda: f"{3:z}", lambda: f"{'s':d}", lambda: f"{missing}", lambda: f"{[]:5}", lambda: "{}".format(), lambda: "%d" % "x", lambda: "%s %s" % 1):
        try:
            print(bad())
        except Exception as e:
            print(type(e).__name__, e)
    print(table([("name", "n", "ratio"), ("alpha", 1, 0.5), ("be", 1000, 33.25)]))
    total = 0
    for i in range(size):
        s = f"{i:05d}|{i / 3:.3f}|{i!r:>7}|{'even' if i % 2 == 0 else 'odd'}|{i % 7:{i % 5 + 1}}"
        total += len(s) + len(f"{s}{s[:3]!r}") + (ord(s[4]) & 3)
    print(total, s)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 800)
