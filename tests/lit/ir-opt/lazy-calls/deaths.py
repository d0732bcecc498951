# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# Where an object may lose its last reference in a function without a frame, and somebody could notice, the frame is made: before the op, or, for what a
# callee was given, behind the call.


class Box:
    def put(self, o):
        self.o = o
        return 1

    def look(self, o):
        return 2


def make(o):
    return o.child


def temporary(box, o):
    return box.look(make(o))


def replaced(o):
    x = make(o)
    x = o
    return x


# CHECK-LABEL: func internal @replaced.fast.o(
# CHECK: [[X:%[0-9]+]] = call @make.fast.o(
# CHECK: [[ENDS:%[0-9]+]] = call @Coconut_MayDie([[X]])
# CHECK-NEXT: cond_br [[ENDS]], ^[[LEAVE:leave[.0-9]*]]
# The frame takes the reference.
# CHECK: ^[[LEAVE]]:
# CHECK: call @Coconut_LeaveFast(
# CHECK: store [[X]],

# CHECK-LABEL: func internal @temporary.fast.oo(
# CHECK: [[X:%[0-9]+]] = call @make.fast.o(
# CHECK: call @Box.look.fast.oo(
# CHECK: call @Coconut_MayDie([[X]])
# CHECK: ^doomed:
# CHECK-NEXT: call @Coconut_Doom([[X]])
# CHECK: call @Coconut_LeaveFast(

# The object that the attribute held.
# CHECK-LABEL: func internal @Box.put.fast.oo(
# CHECK: [[ENDS:%[0-9]+]] = call @Coconut_MayDie([[HELD:%[0-9]+]])
# CHECK-NEXT: cond_br [[ENDS]], ^leave
# CHECK: adopt [[HELD]]
# CHECK: store %arg.o,
