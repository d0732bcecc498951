# RUN: bc2ir %s -o %t.ir
# RUN: ir-opt -p specialize %t.ir | filecheck %s
# Before an op that may run Python code the fast locals are written back; afterwards tracing is looked at where the next line starts.


# CHECK-LABEL: pyfunc export @calls
# CHECK: ^fast.
# CHECK: sadd_overflow
# CHECK: py.store_number 2 "s"
# CHECK: py.call
# CHECK: py.is_traced
def calls(f, n):
    s = 0
    for i in range(n):
        s += i * i
        f(i)
        s -= 1
    return s
