# With --branches a second run counts jumps and sees the operands that the interpreter does not record.
# RUN: cpy-dis --profile --branches -o %t.bc %s
# RUN: filecheck %s < %t.bc
# RUN: bc2ir %t.bc | filecheck %s --check-prefix=IR
def f(n):
    total = 0
    for i in range(n):
        if i % 4 == 0:
            total += i / 2
        else:
            total = total
    return mixed(total) + mixed(1)


def mixed(x):
    return -x


f(100)

# CHECK-LABEL: "f" {
# CHECK: CALL 1 {{.*}} !{profile(_, type, int, target "range")}
# CHECK: GET_ITER {{.*}} !{profile(range)}
# CHECK: FOR_ITER {{.*}} !{profile(range_iterator, taken 1 of 101)}
# CHECK: BINARY_OP 6 "%" {{.*}} !{profile(int, int)}
# CHECK: COMPARE_OP 2 "==" {{.*}} !{profile(int, int)}
# CHECK: POP_JUMP_FORWARD_IF_FALSE {{.*}} !{profile(bool, taken 75 of 100)}
# CHECK: BINARY_OP 11 "/" {{.*}} !{profile(int, int)}
# CHECK: BINARY_OP 13 "+=" {{.*}} !{profile(mixed, float)}
# CHECK: CALL 1 {{.*}} !{profile(_, function, float, kind python, target "__main__.mixed")}
# CHECK-LABEL: "mixed" {
# CHECK: UNARY_NEGATIVE {{.*}} !{profile(mixed)}

# IR: py.for_iter {{.*}} profile(range_iterator)
# IR-NEXT: br_null {{.*}} weights(1, 100)
# IR: cond_br {{.*}} weights(25, 75)
