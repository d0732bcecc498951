# RUN: cpy-dis %s | bc2ir | ir-opt -O2 --print-after=specialize -o /dev/null 2> %t
# RUN: filecheck %s < %t
# An operator whose first operand is likely to be an instance calls its method without a frame; what gives NotImplemented asks the second operand.
class Vec:
    def __init__(self, x):
        self.x = x
    def __add__(self, other):
        return self.x + other.x
    def __lt__(self, other):
        return self.x < other.x


# CHECK-LABEL: pyfunc export @total {
# CHECK: call @Coconut_PeekOperator
# CHECK: call_indirect
# CHECK: py.other_operand 256
# CHECK: call @Coconut_PeekOperator
# CHECK: py.other_operand 0
def total(n):
    v = Vec(1)
    k = 0
    for i in range(n):
        if v < v:
            k += 1
        k += v + v
    return k


total(3)
