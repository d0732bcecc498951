# RUN: cpy-dis %s | filecheck %s
# Cells, arguments that are cells and free variables by name; nested code objects inside their parent.

def outer(a, b):
    c = a
    def inner():
        nonlocal c
        c += a
    return inner, b
# CHECK: code "<module>" {
# CHECK: const [[#]] = code #0
# CHECK: LOAD_CONST [[#]] = code #0 {{.*}}; "outer"
# CHECK: {{^}}  code #0 "outer" {
# CHECK: cellarg 0 = "a"
# CHECK-NEXT: local 1 = "b"
# CHECK-NEXT: local 2 = "inner"
# CHECK-NEXT: cell 3 = "c"
# CHECK: MAKE_CELL 0 "a"
# CHECK: STORE_DEREF 3 "c"
# CHECK: LOAD_CLOSURE 0 "a"
# CHECK: MAKE_FUNCTION 8 {{.*}}; closure
# CHECK: {{^}}    code #0 "outer.<locals>.inner" {
# CHECK: flags optimized newlocals nested
# CHECK: free 0 = "a"
# CHECK-NEXT: free 1 = "c"
# CHECK: COPY_FREE_VARS 2
