# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# Items of containers in functions without frames: found, stored, deleted, looked for and unpacked where that runs no Python code.


def entered(d, k, x):
    d[k] = x
    return 1


def placed(items, x):
    items[0] = x
    return 1


def deleted(d, k):
    del d[k]
    return 1


def found(d, k):
    return d[k]


def part(x, i):
    return x[i:]


def holds(c, x):
    return x in c


def first(p):
    a, b = p
    return a


# CHECK-LABEL: func internal @first.fast.o(
# CHECK: call @Coconut_QuickUnpack(%arg.p,

# CHECK-LABEL: func internal @holds.fast.oo(
# CHECK: call @Coconut_QuickIn(%arg.c, %arg.x)

# No slice is made.
# CHECK-LABEL: func internal @part.fast.oo(
# CHECK: call @Coconut_QuickSlice(%tstate, %arg.x, %arg.i,

# CHECK-LABEL: func internal @found.fast.oo(
# CHECK: call @Coconut_QuickEntry(%arg.d, %arg.k)

# CHECK-LABEL: func internal @deleted.fast.oo(
# CHECK: call @Coconut_QuickDelete(%arg.d, %arg.k)

# A number: a list is stored to in place, unless somebody could see what it held end.
# CHECK-LABEL: func internal @placed.fast.oo(
# CHECK: global_addr @PyList_Type
# CHECK: cond_br {{%[0-9]+}}, ^list, ^other
# CHECK: call @Coconut_ItemPlace(%arg.items,
# CHECK: call @Coconut_MayDie(
# CHECK: store %arg.x,

# A key that is an object: a helper, which refuses what it is not sure of.
# CHECK-LABEL: func internal @entered.fast.ooo(
# CHECK: [[DONE:%[0-9]+]] = call @Coconut_QuickStore(%arg.d, %arg.k, %arg.x)
# CHECK-NEXT: cond_br [[DONE]], ^go{{.*}}, ^leave
