# RUN: cpy-dis %s | bc2ir --function f | ir-opt -p lower-py | filecheck %s
# What another function may do to a frame's locals by PyFrame_LocalsToFast: a local that is surely set is looked at again after each
# op that may run Python code, and not before; a value that such an op stands between its load and its use has a reference of its own.


# CHECK-LABEL: func export @f
# CHECK: call @Coconut_Call0(
# The argument, after the call: in its slot, unless somebody has emptied that; then the interpreter goes on.
# CHECK: [[X:%[a-z0-9.]+]] = load obj
# CHECK-NEXT: br_null [[X]], ^[[UNBOUND:unbound[.0-9]*]], ^[[BOUND:bound[.0-9]*]] weights(1, 999)
# CHECK: ^[[UNBOUND]]:
# CHECK-NEXT: deopt "unbound from outside"
# CHECK: ^[[BOUND]]:
# CHECK: incref [[X]]
# Nothing has run since.
# CHECK-NOT: br_null
# CHECK: load obj
# CHECK: call @Coconut_Call0(
def f(x):
    hook()
    return x, x, hook()
