# RUN: cpy-dis %s | bc2ir --function grid | ir-opt -p specialize | filecheck %s
# What `count` gives is taken for an int where it is stored, though arithmetic with floats is about: the loops know no other versions.
# What a loop has looked up before it is asked for no more than it may be: no guard that lets no type through.


# CHECK-LABEL: pyfunc export @grid
# CHECK: [[H:%[0-9]+]] = py.call
# CHECK-NEXT: [[INT:%[0-9]+]] = call @Coconut_IsWordInt([[H]])
# CHECK-NEXT: cond_br [[INT]], ^go, ^leave weights(999, 1)
# CHECK: call @Coconut_WordValue([[H]])
# Every type there is.
# CHECK-NOT: const i64 16383
# CHECK: ^fast.{{b[0-9]+}}({{%[0-9]+}}: i64, {{%[0-9]+}}: i64,
# CHECK-NOT: const i64 16383
# CHECK-NOT: ^fast.{{b[0-9]+}}.1(
# CHECK: py.put_number
# CHECK-NOT: const i64 16383
# CHECK: ^entry
def grid(g, n):
    h = g.count(0)
    w = g.count(1)
    for _ in range(n):
        for i in range(1, h - 1):
            for j in range(1, w - 1):
                g[i][j] = (g[i - 1][j] + g[i + 1][j] + g[i][j - 1] + g[i][j + 1]) * 0.25
    return g[2][2]
