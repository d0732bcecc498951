# Before an item of a generator expression is yielded it is offered to what uses the generator up; where it is taken, the loop goes round with its stack
# at hand, and what a resumption does besides is left out. Other generators yield.
# RUN: bc2ir %s -o %t && ir-opt -p consume-yields %t -o %t.ir
# RUN: filecheck %s < %t.ir
# RUN: ir-opt %t.ir | diff %t.ir -
# CHECK-LABEL: @"one.<locals>.<genexpr>"
# CHECK: ^b[[#HEAD:]](%[[IT:[0-9]+]]: obj):
# CHECK: %[[V:[0-9]+]] = py.binary_op multiply
# CHECK-NEXT: %[[TAKEN:[0-9]+]] = py.consume %[[V]]
# CHECK-NEXT: cond_br %[[TAKEN]], ^[[GO:consumed[.0-9]*]], ^[[YIELD:yield[.0-9]*]] weights(99, 1)
# CHECK-NEXT: ^[[GO]]:
# CHECK-NEXT: py.check_eval_breaker {{[0-9]+}} @{{[0-9]+}} [%[[IT]]]
# CHECK-NEXT: br ^b[[#HEAD]](%[[IT]])
# CHECK-NEXT: ^[[YIELD]]:
# CHECK-NEXT: py.yield_value %[[V]], %[[IT]], ^r
# Two loops: two iterators on the stack.
# CHECK-LABEL: @"two.<locals>.<genexpr>"
# CHECK: ^consumed:
# CHECK-NEXT: py.check_eval_breaker {{[0-9]+}} @{{[0-9]+}} [%[[A:[0-9]+]], %[[B:[0-9]+]]]
# CHECK-NEXT: br ^b{{[0-9]+}}(%[[A]], %[[B]])
# CHECK-LABEL: @generator
# CHECK-NOT: py.consume
# CHECK-LABEL: asynchronous.<locals>.<genexpr>
# CHECK-NOT: py.consume
# Once is enough.
# RUN: ir-opt -p consume-yields,consume-yields %t | diff %t.ir -
# RUN: ir-opt -p consume-yields --stats %t -o /dev/null 2>&1 | filecheck %s --check-prefix=STATS
# RUN: ir-opt -p consume-yields --remarks=passed %t -o /dev/null 2>&1 | filecheck %s --check-prefix=REMARK
# REMARK: loop.py:[[#ONE:]]:{{[0-9]+}}: remark: passed: what uses the generator up takes its items without resuming it [consume-yields: ItemsHandedOver] in 'one.<locals>.<genexpr>'
# STATS: 2 {{ *}}consume-yields: places


def one(a):
    return sum(x * 2 for x in a)


def two(a):
    return sum(x + y for x in a if x for y in a)


def generator(a):
    for x in a:
        yield x


def asynchronous(a):
    return (x async for x in a)
