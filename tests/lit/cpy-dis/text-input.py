# RUN: cpy-dis %s -o %t.bc
# RUN: cpy-dis %t.bc | diff - %t.bc
# RUN: cpy-dis --function f %t.bc | filecheck %s
# Text is printed again as it is, or one code object of it.

def f(): pass
# CHECK-NOT: "<module>"
# CHECK: code "f" {
