# RUN: cpy-dis %s | bc2ir > %t
# RUN: sed 's/py.binary_op add %0, %1 .*/& profile(str, str)/' %t | ir-opt -p infer-types | filecheck %s
# RUN: ir-opt -p infer-types %t | filecheck %s --check-prefix=GUESS
# RUN: sed 's/py.binary_op add %0, %1 .*/& profile(kind python, recent)/' %t | ir-opt -p infer-types | filecheck %s --check-prefix=BESIDE
# What a run, or somebody, has said stays; where that is nothing of types, they are guessed.
# BESIDE: py.binary_op add {{.*}} profile(int, float, kind python, recent){{$}}
# CHECK: py.binary_op add {{.*}} profile(str, str){{$}}
# GUESS: py.binary_op add {{.*}} profile(int, float){{$}}
def f(a, b):
    return a + b


f(1, 2.5)
