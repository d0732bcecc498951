# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# Displays, comprehensions and f-strings in functions without frames. Where a collection is due the helper refuses, and the frame is made before the op.


def pair(x, y):
    return (x, y)


def listed(x, n):
    return [x, n + 1]


def mapped(k, x):
    return {k: x}


def named(x, y):
    return {"x": x, "y": y}


def text(x, n):
    return f"{x}:{n + 1}:{x!r:>4}"


def squares(items):
    return [x * x for x in items]


# CHECK-LABEL: func internal @"squares.<locals>.<listcomp>.fast.o"(
# CHECK: call @Coconut_BareList(
# CHECK: call @Coconut_QuickAppend(

# CHECK-LABEL: func internal @text.fast.oo(
# CHECK-DAG: call @Coconut_QuickFormat(%arg.x,
# CHECK-DAG: call @Coconut_QuickStrOfInt(
# CHECK-DAG: call @Coconut_QuickString(

# CHECK-LABEL: func internal @named.fast.oo(
# CHECK: call @Coconut_QuickConstMap(%tstate,

# CHECK-LABEL: func internal @mapped.fast.oo(
# CHECK: call @Coconut_QuickMap(%tstate,

# A number becomes an object first.
# CHECK-LABEL: func internal @listed.fast.oo(
# CHECK: [[BOX:%[0-9]+]] = call @Coconut_NewInt(
# CHECK: call @Coconut_BareList(%tstate,
# CHECK: load_field @PyListObject.ob_item
# CHECK: store [[BOX]],

# The items' references are stored in the new tuple.
# CHECK-LABEL: func internal @pair.fast.oo(
# CHECK: [[NEW:%[0-9]+]] = call @Coconut_BareTuple(%tstate,
# CHECK-NEXT: br_null [[NEW]], ^[[LEAVE:leave[.0-9]*]], ^some
# CHECK: ^[[LEAVE]]:
# CHECK: call @Coconut_LeaveFast(
# CHECK: ^item([[TUPLE:%[0-9]+]]: obj):
# CHECK: field_addr @PyTupleObject.ob_item [[TUPLE]]
# CHECK: store %arg.x,
# CHECK: store %arg.y,
# CHECK: ret [[TUPLE]]
