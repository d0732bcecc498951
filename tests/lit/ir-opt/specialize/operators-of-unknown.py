# RUN: cpy-dis %s | bc2ir | ir-opt -O2 --print-after=specialize -o /dev/null 2> %t
# RUN: filecheck %s < %t
# Of what is neither an int nor a float an operator calls the method, where a class of the module has it.
class Vec:
    def __sub__(self, other):
        return 1


# CHECK-LABEL: pyfunc export @differences {
# CHECK: call @Coconut_IsWordInt
# CHECK: call @Coconut_PeekOperator
# CHECK: py.other_operand
def differences(a, n):
    t = 0
    for i in range(n):
        t += a - 1
    return t


# CHECK-LABEL: pyfunc export @products {
# CHECK-NOT: call @Coconut_PeekOperator
# CHECK: {{^}}}
def products(a, n):
    t = 0
    for i in range(n):
        t *= a * 2
    return t
