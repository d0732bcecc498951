# RUN: cpy-dis %s | bc2ir > %t
# RUN: sed 's/py.binary_op add %0, %1 .*/& profile(str, str)/' %t | ir-opt -p infer-types | filecheck %s
# RUN: ir-opt -p infer-types %t | filecheck %s --check-prefix=GUESS
# What a run, or somebody, has said stays.
# CHECK: py.binary_op add {{.*}} profile(str, str){{$}}
# GUESS: py.binary_op add {{.*}} profile(int, float){{$}}
def f(a, b):
    return a + b


f(1, 2.5)
