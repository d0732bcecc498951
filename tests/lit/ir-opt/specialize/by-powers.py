# Division by constants floors without looking: by powers of 2 with shifts, by other positive numbers with one comparison.
# RUN: cpy-dis %s | bc2ir | ir-opt -p infer-types,specialize | filecheck %s
# RUN: env COCONUT_CACHE=%t.cache coconut run --all %s | filecheck %s --check-prefix=OUT
# OUT: [(7, -3, 0, -9, 1, -1), (0, -2, 0, -8, 2, -1)] [(7, 1, 0, 7, 7, 0), (0, 2, 0, 8, 8, 0)] 82 100 -12
# OUT-NEXT: True
# OUT-NEXT: True
# CHECK-LABEL: pyfunc export @by_powers
# CHECK-NOT: srem
# CHECK: and
# CHECK: ashr
# CHECK-NOT: sdiv
# CHECK-LABEL: pyfunc export @by_tens
# CHECK: [[M:%[0-9]+]] = srem
# CHECK-NOT: xor
# CHECK: icmp slt [[M]],
# CHECK-LABEL: pyfunc export @by_what_comes
# CHECK: srem
# CHECK: xor
# CHECK-LABEL: pyfunc export @floors
# CHECK: ashr


def by_powers(n):
    s = 0
    for i in range(n):
        s += i % 8 + i // 4 + i % 1 + i // 1
    return s


def by_tens(n):
    s = 0
    for i in range(n):
        s += i % 10
    return s


def by_what_comes(n, k):
    s = 0
    for i in range(1, n):
        s += i % k
    return s


def floors(start, n):
    found = []
    for x in range(start, n):
        found.append((x % 8, x // 4, x % 1, x // 1, x % 10, x // 10))
    return found


print(floors(-9, -7), floors(7, 9), by_powers(10), by_tens(25), by_what_comes(9, -4))
print(all(f == (x & 7, x >> 2, 0, x, x - x // 10 * 10, int((x - x % 10) / 10)) for x, f in enumerate(floors(-300, 300), -300)))

import coconut  # noqa: E402

print(all(coconut.info(f).compiled for f in (floors, by_powers, by_tens, by_what_comes)))
