# RUN: cpy-dis --function f %s | filecheck %s
# Ranges of the exception table are braces around the instructions they cover.

def f():
    try:
        g()
    except KeyError:
        return 1
# CHECK: try ^[[HANDLER:L[0-9]+]] depth 0 {
# CHECK-NEXT: [0] LOAD_GLOBAL 1 null "g"
# CHECK: }
# CHECK: ^[[HANDLER]]: ; handler
# CHECK-NEXT: try ^[[CLEANUP:L[0-9]+]] depth 1 lasti {
# CHECK-NEXT: [1] PUSH_EXC_INFO
# CHECK-NEXT: [2] LOAD_GLOBAL 2 "KeyError"
# CHECK: [3] CHECK_EXC_MATCH
# CHECK: ^[[CLEANUP]]: ; handler
# CHECK-NEXT: [3] COPY 3{{$}}
# CHECK-NEXT: [4] POP_EXCEPT{{$}}
# CHECK-NEXT: [3] RERAISE 1{{$}}
