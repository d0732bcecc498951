# RUN: cpy-dis %s | bc2ir | ir-opt -p infer-types,lazy-calls | filecheck %s
# Where a class of the module has the operator's method, what is neither an int nor a float is taken for an instance, as is what stands before one; `@` is of
# instances alone, and `**` of none.


class Vec:
    def __sub__(self, other):
        return self

    def __matmul__(self, other):
        return 1


def minus(a, b):
    return a - b


def times(a, b):
    return a * b


def inner(a, b):
    return a @ b


def power(a, b):
    return a ** b


# CHECK-LABEL: func internal @power.fast.oo(
# CHECK-NOT: Coconut_PeekOperator

# CHECK-LABEL: func internal @inner.fast.oo(
# CHECK-NOT: Coconut_IsWordInt
# CHECK: [[AT:%[0-9]+]] = const i64 4
# CHECK: call @Coconut_PeekOperator(%arg.a, %arg.b, [[AT]],

# CHECK-LABEL: func internal @times.fast.oo(
# CHECK-NOT: Coconut_PeekOperator

# CHECK-LABEL: func internal @minus.fast.oo(
# CHECK: call @Coconut_IsWordInt(%arg.a)
# CHECK: ^instance:
# CHECK: call @Coconut_PeekOperator(%arg.a, %arg.b,
# CHECK: call @Coconut_IsFloat(%arg.a)
# CHECK-NEXT: cond_br %{{[0-9]+}}, ^float, ^instance
