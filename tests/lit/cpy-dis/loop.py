# RUN: cpy-dis --function f %s | filecheck %s
# Jumps name labels; blocks start at them.

def f(xs):
    for x in xs:
        if x is not None:
            print(x)
# CHECK: GET_ITER
# CHECK: ^[[HEAD:L[0-9]+]]:
# CHECK-NEXT: [1] FOR_ITER ^[[END:L[0-9]+]]
# CHECK: [1] LOAD_FAST 1 "x"
# CHECK-NEXT: [2] POP_JUMP_FORWARD_IF_NONE ^[[BACK:L[0-9]+]]
# CHECK: [1] LOAD_GLOBAL 1 null "print"
# CHECK: [2] POP_TOP
# CHECK: ^[[BACK]]:
# CHECK-NEXT: [1] JUMP_BACKWARD ^[[HEAD]]
# CHECK: ^[[END]]:
# CHECK-NEXT: [0] LOAD_CONST 0 = None
