# RUN: bc2ir %s -o %t.ir
# RUN: ir-opt -O2 --remarks --remarks-filter licm %t.ir 2> %t.remarks | filecheck %s
# RUN: filecheck --check-prefix=REMARK %s < %t.remarks
# The row of a matrix that a loop does not change is found in its first iteration: what follows looks at the row's items only.

# REMARK: licm.py:[[#ROW:]]:{{.*}}checks moved out of the loop, into a first iteration [licm: LoopPeeled] in 'row'
# REMARK-NOT: in 'written'

# CHECK-LABEL: func internal @row
# CHECK: ^fast.[[R:[a-z0-9]+]].peel
# CHECK: load_field @PyListObject.ob_item
# CHECK: load_field @PyListObject.ob_item
# CHECK: cond_br {{.*}}, ^fast.[[R]](
# CHECK: ^fast.[[R]]({{.*}}):
# CHECK-NEXT: icmp slt
# CHECK: ^item:
# CHECK-NOT: @PyObject.ob_type
# CHECK-NOT: @PyListObject
# CHECK: icmp ult
# CHECK-NEXT: cond_br
def row(a, i, n):
    i = i + 1
    t = 0
    for k in range(n):
        t += a[i][k]
    return t


# All ways round write.

# CHECK-LABEL: func internal @written
# CHECK-NOT: peel
# CHECK-LABEL: func
def written(a, b, n):
    for k in range(n):
        a[k] = b[k] + 1.0
