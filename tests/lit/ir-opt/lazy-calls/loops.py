# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# `for` loops in functions without frames: by CPython's own iterators, items of lists without a call.


def last(items):
    r = None
    for x in items:
        r = x
    return r


def nested(rows):
    n = None
    for r in rows:
        for x in r:
            n = x
    return n


# What is not bound in the first round makes no second version of a loop: it is an object or NULL. Nor does what is a constant then.
# CHECK-LABEL: func internal @nested.fast.o(
# CHECK: call @Coconut_QuickIter(
# CHECK: call @Coconut_NoObject()
# CHECK: call @Coconut_QuickIter(
# CHECK-NOT: call @Coconut_QuickIter(

# CHECK-LABEL: func internal @last.fast.o(
# CHECK: [[NEW:%[0-9]+]] = call @Coconut_QuickIter(%tstate, %arg.items)
# CHECK-NEXT: br_null [[NEW]], ^leave
# CHECK: [[ITEM:%[0-9]+]] = call @Coconut_NextOfList([[ITERATOR:%[0-9]+]])
# CHECK-NEXT: br_null [[ITEM]], ^ask, ^there
# What is no list, and the end.
# CHECK: call @Coconut_QuickNext(%tstate, [[ITERATOR]], [[STATE:%[0-9]+]])
# CHECK: load i64 [[STATE]]
# CHECK: cond_br {{%[0-9]+}}, ^leave{{.*}}, ^ended
