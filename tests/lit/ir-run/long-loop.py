# RUN: bc2ir %s | ir-opt -O2 -o %t.ir
# RUN: ir-run --with %s %t.ir left 3 | filecheck %s --check-prefix=SHORT
# RUN: ir-run --with %s %t.ir left 100 | filecheck %s --check-prefix=LONG
# REQUIRES: libgccjit, runtime, python3.11
# A loop that turns out to be long is left for a frame, which is no deopt. One that cannot go on is.
import coconut


def fill(items, out):
    for i in range(len(items)):
        out.append(items[i] + 1)
    return out


def left(n):
    """How often `fill` was left for the interpreter: by loops of n rounds, then by one that cannot go on."""
    for turn in range(10):
        fill([turn] * n, [])
    before = coconut.info(fill).deopts
    try:
        fill([1] * n, None)
    except AttributeError:
        pass
    return before, coconut.info(fill).deopts


# SHORT: (0, 1)
# LONG: (0, 0)
