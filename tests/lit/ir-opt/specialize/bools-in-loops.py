# RUN: cpy-dis %s | bc2ir | ir-opt -p specialize | filecheck %s
# RUN: cpy-dis %s | bc2ir | ir-opt -O2 -o %t
# A bool is no word that may be known not to be negative.


def f(n):
    v = False
    for i in range(0, 9, 2):
        pass
    v %= v
    return v


# CHECK-LABEL: pyfunc export @f
# CHECK: srem
