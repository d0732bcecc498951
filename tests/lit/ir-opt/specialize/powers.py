# RUN: cpy-dis %s | bc2ir | ir-opt -p infer-types,specialize | filecheck %s
# A square may be of a float as well as of an int; where a function speaks of square roots, of a float first.
from math import sqrt


# CHECK-LABEL: pyfunc export @square
# CHECK: ^fast:
# CHECK: call @Coconut_IsWordInt
# CHECK: global_addr @PyFloat_Type
# CHECK: call @Coconut_FloatPower
def square(x, y):
    return x ** 2 + y ** 2


# CHECK-LABEL: pyfunc export @length
# CHECK: ^fast:
# CHECK: global_addr @PyFloat_Type
# CHECK: call @Coconut_IsWordInt
# CHECK: load_field @PyFloatObject.ob_fval
def length(x, y):
    return sqrt(x ** 2 + y ** 2)
