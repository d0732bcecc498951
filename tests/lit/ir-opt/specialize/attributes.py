# RUN: bc2ir %s -o %t.ir
# RUN: ir-opt -p specialize %t.ir | filecheck %s
# RUN: ir-opt -O2 %t.ir | filecheck --check-prefix=LOW %s
# What a loop leaves alone is looked up before it; what it sets stays in a register, and numbers are put where they were.

# LOW-LABEL: func internal @count
# LOW: tp_version_tag

# CHECK-LABEL: pyfunc export @count
# CHECK: py.own_place {{[0-9]+}} "total"
# CHECK: py.peek_attr {{[0-9]+}} "step"
# CHECK: br ^fast.[[H:[a-z0-9]+]](
# CHECK: ^fast.[[H]](
# CHECK-NOT: py.own_place
# CHECK-NOT: py.peek_attr
# CHECK: sadd_overflow
# CHECK: py.put_number
# CHECK-NOT: py.own_place
# CHECK-NOT: py.peek_attr
# CHECK: br ^fast.[[H]](
def count(o, n):
    for i in range(n):
        o.total += o.step


# Setting an attribute of one object may set that of another: it is looked at again, its place is known.

# CHECK-LABEL: pyfunc export @pair
# CHECK: ^fast.[[P:[a-z0-9]+]](
# CHECK: py.put_number
# CHECK: load obj? %[[PLACE:[0-9]+]]
# CHECK-NOT: py.own_place
# CHECK: load_field @PyFloatObject.ob_fval
# CHECK: py.put_number %{{[0-9]+}}, %[[PLACE]]
# CHECK: br ^fast.[[P]](
def pair(a, b):
    for i in range(10):
        b.x = a.x * 0.5
        a.x = a.x + 1.5


# What is known of memory ends with a call.

# CHECK-LABEL: pyfunc export @calls
# CHECK: ^fast.[[C:[a-z0-9]+]](
# CHECK: py.peek_attr {{[0-9]+}} "x"
# CHECK-NOT: "x"
# CHECK: py.call
# CHECK: br ^fast.[[C]](
def calls(o, f, n):
    t = 0.0
    for i in range(n):
        t += o.x * 0.5 + o.x * 2.0 + o.x * 3.0 + o.x * 5.0
        f()
    return t


# Methods and properties are not found by looking.

# CHECK-LABEL: pyfunc export @methods
# CHECK-NOT: py.peek_attr {{[0-9]+}} "size"
# CHECK: py.load_attr {{[0-9]+}} "size"
def methods(o, n):
    t = 0
    for i in range(n):
        t += o.size + i * 2 + i * 3
    return t


class Sized:
    @property
    def size(self):
        return 1
