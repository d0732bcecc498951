# RUN: bc2ir %s -o %t.ir
# RUN: ir-opt -p specialize %t.ir | filecheck %s
# RUN: ir-opt -O2 %t.ir | filecheck --check-prefix=LOW %s
# Items of a list: its length is looked at each time; a float takes the place of a float.

# LOW-LABEL: func internal @scale
# LOW: ob_fval

# CHECK-LABEL: pyfunc export @scale
# CHECK: ^fast.[[H:[a-z0-9]+]](
# CHECK: global_addr @PyList_Type
# CHECK: load_field @PyVarObject.ob_size
# CHECK: icmp ult
# CHECK: fmul
# CHECK: py.put_number
# CHECK: py.is_breaker_set
# CHECK: br ^fast.[[H]](
def scale(a, n):
    for i in range(n):
        a[i] = a[i] * 0.5
    return a
