# RUN: bc2ir %s | ir-opt -p infer-types,specialize | filecheck %s
# Variables of which nothing is known are compared without Python code where that can be done; what a comparison gives is taken for True or False
# where it is calculated with; what the module's calls say are strings are so where they are subscribed.


# CHECK-LABEL: pyfunc export @changes {
# CHECK: call @Coconut_QuickSame(
# CHECK-NEXT: %{{[0-9]+}} = const i32 0
# CHECK-NEXT: %[[REFUSED:[0-9]+]] = icmp slt
# CHECK-NEXT: cond_br %[[REFUSED]], ^other
# As it is it gives a bool, mostly.
# CHECK: ^other{{.*}}:
# CHECK: %[[IS:[0-9]+]] = py.compare_op ne
# CHECK-NEXT: load_field @PyObject.ob_type %[[IS]]
# CHECK-NEXT: global_addr @PyBool_Type
# CHECK: cond_br %{{[0-9]+}}, ^[[BOOL:go[.0-9]*]], ^failed
# CHECK: zext i64
# CHECK: sadd_overflow
# CHECK: ^[[BOOL]]:
# CHECK: global_addr @_Py_TrueStruct
# CHECK: zext i64
# CHECK: sadd_overflow
def changes(xs, last):
    n = 0
    for x in xs:
        n += x != last
        last = x
    return n


# CHECK-LABEL: pyfunc export @same {
# CHECK: call @Coconut_QuickCharacter(
# CHECK: call @Coconut_QuickCharacter(
# CHECK: call @Coconut_QuickSame(
def same(a, b):
    n = 0
    for i in range(len(a)):
        if a[i] == b[i]:
            n += 1
    return n


print(same("kitten", "mitten"), same("", "x"))
