# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# Functions of modules and classes called by their names are found as attributes, without anything in front of their arguments; those of math are
# called by their entries, where the object is the one of the module.
import helpers
import math
from math import floor


class Derived(Base):
    def __init__(self, a):
        Base.__init__(self, a)


class Sizes:
    @staticmethod
    def clamp(n):
        return n

    def own(self):
        return 1


def asked(o):
    return Sizes.own(o) + Sizes.clamp(3)


def length(v):
    return math.sqrt(v.x * 0.5)


def cell(x):
    return floor(x * 0.5)


def helped(x):
    return helpers.work(x)


# CHECK-LABEL: func internal @helped.fast.o(
# CHECK: call @Coconut_PeekAttr(
# CHECK: call @Coconut_PeekFast(
# CHECK: call_indirect

# CHECK-LABEL: func internal @cell.fast.o(
# CHECK-SAME: -> i64 {
# CHECK: global_addr @Coconut_Math_floor
# CHECK: [[N:%[0-9]+]] = call @Coconut_MathFloor(
# What is no word is left to the function.
# CHECK: [[LEAST:%[0-9]+]] = const i64 -9223372036854775808
# CHECK: icmp eq [[N]], [[LEAST]]

# CHECK-LABEL: func internal @length.fast.o(
# CHECK-SAME: -> f64 {
# CHECK: call @Coconut_PeekAttr(
# CHECK: global_addr @Coconut_Math_sqrt
# CHECK: [[ROOT:%[0-9]+]] = call @Coconut_MathSqrt(
# CHECK-NEXT: fsub [[ROOT]], [[ROOT]]

# CHECK-LABEL: func internal @asked.fast.o(
# CHECK: call @Coconut_PeekUnbound(
# CHECK: call @Sizes.own.fast.o(
# CHECK: call @Coconut_PeekUnbound(
# CHECK: call @Sizes.clamp.fast.o(

# CHECK-LABEL: func internal @Derived.__init__.fast.oo(
# CHECK: call @Coconut_PeekAttr(
# CHECK: call @Coconut_PeekFast(
# CHECK: call_indirect
