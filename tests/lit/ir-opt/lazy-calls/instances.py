# RUN: cpy-dis %s | bc2ir | ir-opt -p infer-types,lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# Instances are made, and get their attributes, in functions without frames; operators of instances are calls of their methods.


class Vec:
    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        return Vec(self.x + other.x)


def twice(v):
    return v + v


def use():
    return twice(Vec(1.0))


# The class may be any by its name: its __init__ is found with the new instance, and called with two levels of recursion less. When that has left,
# the instance is the result all the same.
# CHECK-LABEL: func internal @Vec.__add__.fast.oo(
# CHECK: [[O:%[0-9]+]] = call @Coconut_NewInstance(%tstate, {{%[0-9]+}}, {{%[0-9]+}},
# CHECK-NEXT: br_null [[O]], ^none
# CHECK: sub %depth,
# CHECK: [[NONE:%[0-9]+]] = call_indirect {{.*}} [[O]],
# CHECK: call @Coconut_Made(
# CHECK-NEXT: call @Coconut_ReturnFast(
# CHECK: ret [[O]]

# An attribute that the instance does not have yet.
# CHECK-LABEL: func internal @Vec.__init__.fast.oo(
# CHECK: call @Coconut_AddAttr(%arg.self, {{%[0-9]+}}, %arg.x,
