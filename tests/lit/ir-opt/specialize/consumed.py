# What a generator expression loops over is told apart before the loop: each type of iterator has a version of its own, in which the iterator is gone over
# where it is, and the number in `x` need not be in the frame.
# RUN: bc2ir %s | ir-opt -p consume-yields,infer-types,specialize -o %t
# RUN: filecheck %s < %t
# CHECK-LABEL: @"f.<locals>.<genexpr>"
# CHECK: icmp eq %{{[0-9]+}}, %[[TYPE:[0-9]+]]
# CHECK: ^fast.b[[#HEAD:]](%[[X:[0-9]+]]: i64, %[[NEW:[0-9]+]]: i1, %[[IT:[0-9]+]]: obj):
# CHECK-NEXT: load_field @rangeiterobject.index %[[IT]]
# CHECK: store_field @rangeiterobject.index %{{[0-9]+}}, %[[IT]]
# CHECK: ^fast.b[[#HEAD]].1(%[[X:[0-9]+]]: i64, %[[NEW:[0-9]+]]: i1, %[[LIST:[0-9]+]]: obj):
# CHECK-NEXT: load_field @listiterobject.it_seq %[[LIST]]
# What is at its end is asked, and sees to that.
# CHECK: py.for_iter %[[LIST]]
# CHECK: store_field @listiterobject.it_index %{{[0-9]+}}, %[[LIST]]
# CHECK: ^fast.b[[#HEAD]].2(%{{[0-9]+}}: obj):
# CHECK-NOT: load_field @listiterobject
# CHECK: %[[TAKER:[0-9]+]] = py.consumer
# CHECK-NEXT: call @Coconut_ConsumeInt(%[[TAKER]], %{{[0-9]+}})
# CHECK: call @Coconut_ConsumeFloat(%{{[0-9]+}}, %{{[0-9]+}})


def f(a):
    return sum(x * 2 for x in a)
