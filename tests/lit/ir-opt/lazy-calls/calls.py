# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py %t | filecheck --check-prefix=LOW %s
# A function that is called by its name gets versions without a frame, and a door to them that callers with frames go through.


def half(n):
    return n if n < 2 else half(n - 2) + 1


def main():
    return half(10), half(1, 2)


# A frame of a version that has left goes on in the function, where that stands and with the stack that it has.
# CHECK-LABEL: pyfunc export @half {
# CHECK: py.position
# CHECK-NEXT: switch [0, 16, 50, 56] {{.*}} ^reenter
# CHECK: [[S:%[0-9]+]] = py.load_stack 0 @52 []
# CHECK-NEXT: py.reenter @52 {{\[}}[[S]]]
# CHECK-NEXT: br {{.*}}([[S]])

# The caller passes objects; the function itself passes numbers that are no objects yet.
# CHECK-LABEL: func internal @half.fast.o(
# CHECK-SAME: %arg.n: borrow obj) -> own obj or null? {
# CHECK: call @Coconut_IsWordInt(%arg.n)
# CHECK: call @half.fast.i(
# CHECK: call @Coconut_ReturnFast(

# CHECK-LABEL: func internal @half.fast.i(
# CHECK-SAME: %arg.n: i64) -> i64 {
# CHECK: icmp slt %arg.n,
# CHECK: ssub_overflow %arg.n,
# CHECK: call @half.fast.i(
# CHECK: call @Coconut_LeaveFast(

# CHECK-LABEL: func internal @fast.call.half(
# CHECK: call @Coconut_MayCallFast(
# CHECK: call @Coconut_Call1(
# CHECK: call @half.fast.o(
# CHECK: call @Coconut_LeftResult(

# Calls that do not fit go the general way.
# LOW-LABEL: func export @main
# LOW: call @fast.call.half(
# LOW: call @Coconut_Call2(
