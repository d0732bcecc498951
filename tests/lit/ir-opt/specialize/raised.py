# RUN: cpy-dis %s | bc2ir --function f | ir-opt -p specialize | filecheck %s
# An exception goes to its handler in the function as it was, and counts as an attempt that failed: a loop that raises in each round
# stays there most of the time. A handler that only the function as it was reaches counts nothing.

# CHECK-LABEL: pyfunc export @f
# CHECK: [[COUNTER:%[0-9]+]] = alloca [2 x i64]
# CHECK: py.call {{.*}} unwind ^[[HANDLER:h[0-9.]+]](
# CHECK: {{^\^}}[[HANDLER]](
# CHECK-NEXT: py.catch
# CHECK-NEXT: call @Coconut_FailedAttempt([[COUNTER]])
# CHECK-NEXT: py.push_exc_info
# CHECK: py.catch_lasti
# CHECK-NEXT: py.pop_except
def f(n):
    s = 0
    for i in range(n):
        try:
            s = (s * 3 + i * i) % 1000003
            check(i)
        except ValueError:
            s -= 1
    return s
