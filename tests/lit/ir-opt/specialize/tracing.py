# RUN: bc2ir %s | ir-opt -p specialize -o %t.ir
# RUN: filecheck %s < %t.ir
# RUN: ir-opt -p lower-py %t.ir | filecheck --check-prefix=LOWERED %s
# Where specialised code goes over to the function as it was, that one looks for a tracer, though ops of the same line came before.


# CHECK-LABEL: pyfunc export @lines
# CHECK: ^leave
# CHECK: py.unpolled
# CHECK-NEXT: br

# LOWERED-LABEL: func export @lines
# LOWERED: ^leave
# LOWERED: br ^[[ON:[^ (]+]]
# LOWERED: ^[[ON]]
# LOWERED: load_field @_PyCFrame.use_tracing
def lines(f, n):
    s = 0
    for i in range(n):
        s += i * i
        f(i)
        s -= i
    return s
