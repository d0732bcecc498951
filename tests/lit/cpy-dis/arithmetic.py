# RUN: cpy-dis --function f %s | filecheck %s
# One instruction a line: offset, stack depth, argument with its meaning, source span.

# CHECK: code "f" {
# CHECK-NEXT: filename "{{.*}}arithmetic.py"
# CHECK-NEXT: firstlineno [[@LINE+8]]
# CHECK-NEXT: argcount 2
# CHECK-NEXT: stacksize 3
# CHECK-NEXT: flags optimized newlocals
# CHECK-NEXT: const 0 = None
# CHECK-NEXT: const 1 = 2
# CHECK-NEXT: local 0 = "a"
# CHECK-NEXT: local 1 = "b"
def f(a, b):
    return a + b * 2
# CHECK: ^L0:
# CHECK-NEXT: @0 [0] RESUME 0
# CHECK-NEXT: @2 [0] LOAD_FAST 0 "a" loc([[@LINE-3]]:11-[[@LINE-3]]:12)
# CHECK-NEXT: @4 [1] LOAD_FAST 1 "b" loc(
# CHECK-NEXT: @6 [2] LOAD_CONST 1 = 2 loc(
# CHECK-NEXT: @8 [3] BINARY_OP 5 "*" loc([[@LINE-6]]:15-[[@LINE-6]]:20)
# CHECK-NEXT: @12 [2] BINARY_OP 0 "+" loc(
# CHECK-NEXT: @16 [1] RETURN_VALUE loc(
# CHECK-NEXT: }
