# RUN: bc2ir %s | ir-opt -p consume-yields,lower-py | filecheck %s
# What takes the items comes in with the third argument, and is asked for once. A frame that is traced yields. An exception was thrown where that argument
# is 1, not where it is something else.


def total(a):
    return sum(x * 2 for x in a)


# CHECK-LABEL: func export @"total.<locals>.<genexpr>"(
# CHECK:         %[[TAKER:.*]] = call @Coconut_TakerOf(%throwflag)
# CHECK:         icmp eq %throwflag, %i32.1
# CHECK:         load_field @_PyCFrame.use_tracing %cf @20
# CHECK-NEXT:    %[[TRACED:[^ ]*]] = icmp ne
# CHECK-NEXT:    %[[NOT:[^ ]*]] = not %[[TRACED]]
# CHECK-NEXT:    cond_br %[[NOT]], ^[[OFFER:offer.*]], ^[[NEXT:offered.*]](%[[NOT]]) weights(999, 1)
# CHECK:       ^[[OFFER]]:
# CHECK-NEXT:    %[[SAID:.*]] = call @Coconut_Consume(%[[TAKER]], %{{.*}})
# CHECK-NEXT:    br ^[[NEXT]](%[[SAID]])
