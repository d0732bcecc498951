# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# -x and ~x of numbers, in functions without frames; what is a float has no ~, and leaves.


def rest(cols, full):
    return full & ~cols


def below(x):
    return -x - 1


def test(n):
    return rest(n, 255) + below(n)


# CHECK-LABEL: func internal @below.fast.o(
# CHECK: fneg
# CHECK: ssub_overflow

# CHECK-LABEL: func internal @rest.fast.oo(
# CHECK: const i64 -1
# CHECK-NEXT: [[NOT:%[0-9]+]] = xor
# CHECK: and {{%[0-9]+}}, [[NOT]]
