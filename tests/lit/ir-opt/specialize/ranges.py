# RUN: cpy-dis %s | bc2ir --function f | ir-opt -p specialize | filecheck %s
# The numbers of range(n) are its index: no start, no step, and no index below 0 that would count from the end. A range that is come back to has to be such
# a range.

# CHECK-LABEL: pyfunc export @f
# CHECK: {{^\^}}fast.b{{.*}}, [[INDEX:%[0-9]+]]: i64, [[LENGTH:%[0-9]+]]: i64, %{{[0-9]+}}: i64, %{{[0-9]+}}: ptr):
# CHECK: icmp slt [[INDEX]], [[LENGTH]]
# CHECK-NOT: ashr
# CHECK: icmp ult [[INDEX]],
# CHECK-NOT: ashr
# CHECK: [[STEP:%[0-9]+]] = load_field @rangeiterobject.step
# CHECK: icmp eq [[STEP]],
def f(n, a):
    s = 0
    for i in range(n):
        s += a[i]
    return s
