# RUN: bc2ir %s | ir-opt -p lower-py -o %t.ir
# RUN: filecheck %s < %t.ir
# A display that fails leaves its operands on the frame's stack: the exception is reported first, then they are dropped, or stay
# for the interpreter. BUILD_SET drops its own as it goes.


# CHECK-LABEL: func export @pairs
# CHECK: %[[M:[^ ]+]] = call @Coconut_BuildMap
# CHECK-NEXT: br_null %[[M]], ^[[FAILED:[^ ,]+]]
# CHECK: ^[[FAILED]]:
# CHECK-NEXT: call @Coconut_Raised(
# CHECK-NOT: call
# CHECK: cond_br {{.*}}, ^{{[^ ,]+}}, ^[[DROP:[^ ,]+]]
# CHECK: ^[[DROP]]:
# CHECK: call @Coconut_Drop(
def pairs(a, b):
    return {a: b}


# CHECK-LABEL: func export @items
# CHECK: call @Coconut_BuildSet
# CHECK-NOT: @Coconut_Drop
def items(a, b):
    return {a, b}
