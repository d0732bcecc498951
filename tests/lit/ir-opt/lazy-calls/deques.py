# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# What no list is may be a deque in a module that speaks of deques: its methods are called at their entries, without a bound method.
from collections import deque


def grow(q, x):
    q.append(x)


def first(q):
    return q.popleft()


# CHECK-LABEL: func internal @first.fast.o(
# CHECK:       [[IS:%[0-9]+]] = call @Coconut_IsDeque(%arg.q)
# CHECK-NEXT:  cond_br [[IS]]
# CHECK:       call @Coconut_DequePopLeft(%arg.q)

# CHECK-LABEL: func internal @grow.fast.oo(
# CHECK:       global_addr @PyList_Type
# CHECK:       [[IS:%[0-9]+]] = call @Coconut_IsDeque(%arg.q)
# CHECK-NEXT:  cond_br [[IS]]
# CHECK:       call @Coconut_QuickAppend(%arg.q, %arg.x)
# CHECK:       call @Coconut_DequeAppend(%arg.q, %arg.x)
