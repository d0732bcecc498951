# RUN: cpy-dis %s | bc2ir > %t
# RUN: ir-opt -p specialize %t | filecheck %s
# RUN: ir-opt -p specialize --without-guards=sums:56 %t | filecheck %s --check-prefix=WITHOUT
# RUN: ir-opt -p specialize --without-guards=sums:36 %t | filecheck %s --check-prefix=HEAD
# RUN: ir-opt -p specialize,lower-py %t | filecheck %s --check-prefix=LOWERED
# Guards that fail are counted, by the bytecode: what is in no loop without the times of attempts. One can do without them.


# CHECK-LABEL: global internal @sums.entered: i64
# CHECK-LABEL: pyfunc export @sums
# CHECK: call @Coconut_StartAttempts(%[[WORDS:[0-9]+]], %
# CHECK: %[[NULL:[0-9]+]] = null ptr
# CHECK-NEXT: py.guard_failed @sums.entered 6 %[[NULL]] @6
# CHECK: py.guard_failed @sums.entered 44 %[[WORDS]] @44
# CHECK-NEXT: br ^leave
# CHECK-NOT: ^fast.b36{{[.0-9]*}}(%{{[0-9]+}}: i64, %{{[0-9]+}}: i64):
# CHECK: py.guard_failed @sums.entered 56 %[[WORDS]] @56
# The loop's versions are tried; where the last one does not fit, that is the loop's.
# CHECK: ^return(
# CHECK: py.guard_failed @sums.entered -37 %[[WORDS]] @36

# WITHOUT-LABEL: pyfunc export @sums
# WITHOUT-NOT: py.guard_failed @sums.entered 56
# WITHOUT: py.binary_op add
# WITHOUT-NOT: py.guard_failed @sums.entered 56

# One version takes whatever the frame holds, but goes over a range.
# HEAD-LABEL: pyfunc export @sums
# HEAD: ^fast.b36{{[.0-9]*}}(%{{[0-9]+}}: i64, %{{[0-9]+}}: i64):

# LOWERED-LABEL: func export @sums
# LOWERED: %[[ENTERED:[0-9a-z.]+]] = global_addr @sums.entered
# LOWERED: call @Coconut_GuardFailed(%frame, %{{[0-9a-z.]+}}, %{{[0-9a-z.]+}}, %
def sums(items, n):
    total = 0
    for i in range(n):
        last = items[i] + i
        total += i
    return total, last
