# RUN: cpy-dis %s | bc2ir | ir-opt -p infer-types,specialize | filecheck %s
# RUN: cpy-dis %s | bc2ir | ir-opt -p specialize | filecheck %s --check-prefix=NONE
# A guess saves ways of doing things: what is taken for a list is tested for nothing else, what is taken for an object is not tested for numbers.
class Point:
    def __sub__(self, other):
        return self


def total(rows, p, n):
    s = 0
    for i in range(n):
        s += rows[i]
        q = p - p
    return s


total([1, 2], Point(), 2)
# CHECK-LABEL: pyfunc export @total {
# CHECK-NOT: @PyTuple_Type
# CHECK-NOT: @PyFloat_Type
# CHECK: py.binary_op subtract {{%[0-9]+}}, {{%[0-9]+}} @{{.*}} profile(Point, Point)
# NONE-LABEL: pyfunc export @total {
# NONE: @PyTuple_Type
# NONE: @PyFloat_Type
