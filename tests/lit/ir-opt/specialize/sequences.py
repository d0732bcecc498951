# RUN: bc2ir %s | ir-opt -p specialize,simplify-cfg | filecheck %s
# What may be a list or a tuple is told apart once, and each way brings where its items are.

# CHECK-LABEL: pyfunc export @row
# CHECK: ^is:
# CHECK-NEXT: [[LIST:%[0-9]+]] = load_field @PyListObject.ob_item [[ROW:%[0-9]+]]
# CHECK-NEXT: br ^sequence([[LIST]])
# CHECK: ^is.1:
# CHECK-NEXT: [[TUPLE:%[0-9]+]] = field_addr @PyTupleObject.ob_item [[ROW]]
# CHECK-NEXT: br ^sequence([[TUPLE]])
# CHECK: ^sequence([[ITEMS:%[0-9]+]]: ptr):
# CHECK-NEXT: load_field @PyVarObject.ob_size [[ROW]]
# CHECK-NOT: @Coconut_Items
# CHECK: elem_addr ptr [[ITEMS]]
def row(a, i, n):
    t = 0
    for k in range(n):
        t += a[i][k]
    return t
