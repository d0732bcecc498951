# RUN: cpy-dis %s | bc2ir | ir-opt -p osr-entries | filecheck %s
# RUN: cpy-dis %s | bc2ir | ir-opt -p 'osr-entries,lower-py,insert-refcounts,verify-ownership,expand-refcounts,expand-deopts,export-library' | filecheck %s --check-prefix=TABLE
# RUN: cpy-dis %s | bc2ir | ir-opt -O2 | filecheck %s --check-prefix=NONE
# A function looks where its frame is; at a loop it takes the value stack from the frame. What is on the stack comes to the loop as a parameter.
# NONE-NOT: .loops
# CHECK: global internal @f.loops: [5 x i64] = (2, [[#WHILE:]], 1, [[#FOR:]], 1)
# TABLE: global internal @coconut_loops: [3 x ptr] = (null, @f.loops, null)
def f(xs, n):
    for x in xs:
        while x < n:
            x += 1


# CHECK-LABEL: pyfunc export @f {
# CHECK: ^entry:
# CHECK-NEXT: [[AT:%[0-9]+]] = py.position
# CHECK-NEXT: switch {{\[}}[[#WHILE+1]], [[#FOR+1]]] [[AT]], ^begin, ^loop, ^loop.1
# CHECK-NEXT: ^loop:
# CHECK-NEXT: py.enter_loop @[[#WHILE]]
# CHECK-NEXT: [[ITER:%[0-9]+]] = py.load_stack 0 @[[#WHILE]]
# CHECK-NEXT: br ^[[BEHIND:[a-z0-9.]+]]([[ITER]])
# CHECK: ^begin:
# CHECK-NEXT: py.resume 0
# CHECK: py.check_eval_breaker [[#WHILE]]
# CHECK-NEXT: br ^[[BEHIND]](
# CHECK-NEXT: ^[[BEHIND]]({{%[0-9.]+}}: obj):


# A generator is resumed where it was suspended, nowhere else; a function without loops begins as it did.
# CHECK-LABEL: pyfunc export @g {
# CHECK-NOT: py.position
def g(xs):
    for x in xs:
        yield x
