# RUN: cpy-dis %s | bc2ir --function f | ir-opt -p specialize | filecheck %s
# Functions of the module math are compared with those, found through a global of theirs or of the module, and called by their entries in the C library.
# What is no finite number leaves.

# CHECK-LABEL: pyfunc export @f
# CHECK: [[SQRT:%[0-9]+]] = py.peek_own_global {{[0-9]+}} "sqrt"
# CHECK: [[AT:%[0-9]+]] = global_addr @Coconut_Math_sqrt
# CHECK: load ptr [[AT]]
# CHECK: icmp eq
# CHECK: [[ROOT:%[0-9]+]] = call @Coconut_MathSqrt(%{{[0-9]+}})
# CHECK-NEXT: [[NONE:%[0-9]+]] = fsub [[ROOT]], [[ROOT]]
# CHECK: fcmp oeq [[NONE]],
# CHECK: py.peek_own_global {{[0-9]+}} "math"
# CHECK: py.peek_attr {{[0-9]+}} "sin"
# CHECK: call @Coconut_MathSin(%{{[0-9]+}})
def f(n):
    s = 0.0
    for i in range(n):
        s += sqrt(i * 0.5) + math.sin(s)
    return s


# Functions of two arguments, and those that give an int; the builtin pow is another function.
# RUN: cpy-dis %s | bc2ir --function g | ir-opt -p specialize | filecheck --check-prefix=G %s
# G-LABEL: pyfunc export @g
# G: [[INT:%[0-9]+]] = call @Coconut_MathFloor(%{{[0-9]+}})
# G: icmp eq [[INT]],
# G: call @Coconut_MathAtan2(%{{[0-9]+}}, %{{[0-9]+}})
# G: py.load_global {{[0-9]+}} "pow"
# G-NOT: call @Coconut_MathPow
def g(n):
    s = 0.0
    for i in range(n):
        s += floor(i * 0.5) + math.atan2(s, i) + pow(i, 2)
    return s
