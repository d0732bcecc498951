# Loops that call what fast locals hold: functions and bound methods without frames, methods of built-in types directly; anything else as usual.
# RUN: bc2ir %s | ir-opt -p infer-types,lazy-calls,specialize | filecheck %s


class Counter:
    def bump(self):
        return 1


# CHECK-LABEL: pyfunc export @applied
# CHECK: %[[IS:[0-9]+]] = call @Coconut_PeekFast(
# CHECK-NEXT: cond_br %[[IS]], ^callee{{.*}}, ^other
# CHECK: call_indirect
def applied(f, n):
    total = 0
    for i in range(n):
        total += f(i)
    return total


# CHECK-LABEL: pyfunc export @method
# CHECK: call @Coconut_PeekFast(
# CHECK: call_indirect
def method(n):
    bump = Counter().bump
    total = 0
    for i in range(n):
        total += bump()
    return total


# CHECK-LABEL: pyfunc export @pushed
# CHECK: global_addr @Coconut_Method_list_append
# CHECK: %[[SELF:[0-9]+]] = call @Coconut_BoundTo(
# CHECK-NEXT: br_null %[[SELF]], ^other
# CHECK-NOT: Coconut_PeekFast
# CHECK: call @Coconut_QuickAppend(
def pushed(items, n):
    push = items.append
    for i in range(n):
        push(i)


# A local that holds something else elsewhere is not taken for that method.
# CHECK-LABEL: pyfunc export @either
# CHECK-NOT: Coconut_BoundTo
# CHECK: ret
def either(items, n, other):
    push = items.append
    if n > 10:
        push = other
    for i in range(n):
        push(i)


# Builtins by their names are no functions of Python's.
# CHECK-LABEL: pyfunc export @shadowed
# CHECK-NOT: Coconut_PeekFast
# CHECK: ret
def shadowed(items, len, n):
    total = 0
    for i in range(n):
        total += len(items)
    return total


# What goes on by itself at the first call comes back before the second, which has two ways again.
# CHECK-LABEL: pyfunc export @twice
# CHECK: call @Coconut_PeekFast(
# CHECK: ^other
# CHECK: py.call
# CHECK: br ^fast.b
# CHECK: call @Coconut_PeekFast(
def twice(f, g, n):
    total = 0
    for i in range(n):
        total += g(f(i))
    return total
