# RUN: cpy-dis --function C.m %s | filecheck %s
# RUN: not cpy-dis --function C.n %s 2>&1 | filecheck --check-prefix=NONE %s
# RUN: not cpy-dis --function g %s 2>&1 | filecheck --check-prefix=MANY %s
# RUN: cpy-dis --function g@20 %s | filecheck --check-prefix=SECOND %s
# --function selects by qualified name, and by line where the name is not enough.

# CHECK-NOT: code
# CHECK: code "C.m" {
# CHECK-NOT: code
class C:
    def m(self): pass
# NONE: cpy-dis: error: no code object has the qualified name 'C.n'
# NONE-NEXT: hint: did you mean 'C.m'?

# MANY: cpy-dis: error: 2 code objects have the qualified name 'g'
# MANY-NEXT: hint: choose one by its first line: g@[[#@LINE+2]], g@[[#@LINE+4]]
if C:
    def g(): return 1
else:
    def g(): return 2
# SECOND: = 2
