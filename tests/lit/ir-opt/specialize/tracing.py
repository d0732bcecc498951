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


# What iterates may have switched a tracer on: the loop's first line looks for it, and goes over as one that comes from the line before.
# CHECK-LABEL: pyfunc export @first_line
# CHECK: py.for_iter
# CHECK: py.store_fast 3 "x"
# CHECK-NEXT: = py.is_traced @32
# CHECK-NEXT: cond_br {{.*}} ^[[LEAVE:[^, ]+]],
# CHECK: ^[[LEAVE]]:
# CHECK: py.set_position @30
# CHECK-NEXT: py.unpolled
def first_line(f, n):
    total = 0
    for x in f(n):
        total += x
    return total
