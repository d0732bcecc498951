# RUN: bc2ir %s -o %t.ir
# RUN: ir-opt -p specialize %t.ir | filecheck %s
# A loop over ints runs on machine words, leaves on overflow, and writes back what is newer than the frame's.


# CHECK-LABEL: pyfunc export @power
# CHECK: ^fast:
# CHECK: ^fast.{{[a-z0-9]+}}(%{{[0-9]+}}: i64, [[X:%[0-9]+]]: i64,
# CHECK: [[P:%[0-9]+]], [[O:%[0-9]+]] = smul_overflow [[X]],
# CHECK-NEXT: cond_br [[O]], ^[[FAILED:failed[.0-9]*]], ^{{.*}} weights(1, 999)
# CHECK: ^[[FAILED]]:
# CHECK-NEXT: py.guard_failed @power.entered
# CHECK-NEXT: br ^[[LEAVE:leave[.0-9]*]]
# CHECK: ^[[LEAVE]]:
# CHECK: py.store_number 2 "x" [[X]],
# CHECK: py.make_range_iter
# The function as it was takes over, and goes back at its loop.
# CHECK: ^return(
# CHECK: call @Coconut_MayAttempt
# CHECK: load_field @rangeiterobject.index
# CHECK: py.binary_op inplace_multiply
# CHECK: br ^return(
def power(base, n):
    x = 1
    for _ in range(n):
        x *= base
    return x
