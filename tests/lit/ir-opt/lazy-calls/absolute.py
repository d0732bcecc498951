# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# abs of what an attribute holds: of ints and floats in registers, of what else there is as a call.


# CHECK-LABEL: func internal @Offset.size.fast.o(
# CHECK: cond_br {{%[0-9]+}}, ^int, ^other
# CHECK: ^other:
# CHECK: cond_br {{%[0-9]+}}, ^float, ^instance
# CHECK-DAG: ssub_overflow
# CHECK-DAG: fcmp une
# CHECK-DAG: call @Coconut_QuickBuiltin(
class Offset:
    def size(self):
        return abs(self.x)
