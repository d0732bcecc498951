# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# Items that a comprehension takes apart at once come without a tuple; what cannot be taken apart so leaves.


def scaled(xs, ys):
    return [x * y for x, y in zip(xs, ys)]


def inverse(d):
    return {v: k for k, v in d.items()}


def whole(ps):
    return [p for p in ps]


# CHECK-LABEL: func internal @"whole.<locals>.<listcomp>.fast.o"(
# CHECK-NOT: Coconut_QuickParts
# CHECK: call @Coconut_QuickNext(

# CHECK-LABEL: func internal @"inverse.<locals>.<dictcomp>.fast.o"(
# CHECK: call @Coconut_QuickParts(

# CHECK-LABEL: func internal @"scaled.<locals>.<listcomp>.fast.o"(
# CHECK: [[PARTS:%[0-9]+]] = alloca [2 x ptr]
# CHECK: [[SAID:%[0-9]+]] = call @Coconut_QuickParts({{%[a-z]+}}, {{%.+}}, [[PARTS]],
# CHECK: icmp eq [[SAID]],
# CHECK-NOT: Coconut_QuickNext
