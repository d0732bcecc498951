# RUN: cpy-dis %s | bc2ir | ir-opt -p infer-types,lazy-calls | filecheck %s
# An operator whose first operand is likely to be an instance of a class calls the method. What gives NotImplemented leaves behind the operator, where the other
# operand is asked.


class Vec:
    def __add__(self, other):
        return self

    def __lt__(self, other):
        return True


def add(v):
    return v + 2


def less(v, w):
    return v < w


def use():
    v = Vec()
    return add(v), less(v, v)


# CHECK-LABEL: func internal @less.fast.oo(
# CHECK: [[LT:%[0-9]+]] = const i64 256
# CHECK: call @Coconut_PeekOperator(%arg.v, %arg.w, [[LT]],

# CHECK-LABEL: func internal @add.fast.o(
# CHECK: [[M:%[0-9]+]] = call @Coconut_PeekOperator(%arg.v,
# CHECK-NEXT: as_ptr [[M]]
# CHECK-NEXT: br_null [[M]], ^leave
# CHECK: [[R:%[0-9]+]] = call_indirect
# CHECK: global_addr @_Py_NotImplementedStruct
# CHECK: ^refused:
# CHECK: call @Coconut_LeaveRefused(
# CHECK: ret [[R]]
