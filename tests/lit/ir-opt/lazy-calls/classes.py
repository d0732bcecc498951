# RUN: cpy-dis %s | bc2ir | ir-opt -p infer-types,lazy-calls | filecheck %s
# Classes are called without their names, too: what class methods get, the class of an object, what type() gives.
class A:
    def __init__(self, v):
        self.v = v

    @classmethod
    def make(cls, v):
        return cls(v)

    def again(self):
        return self.__class__(self.v)

    def third(self):
        return type(self)(self.v)


def call(f, v):
    return f(v)


# CHECK-LABEL: func internal @call.fast.oo(
# CHECK-NOT: @Coconut_NewInstance
# CHECK: call @Coconut_PeekFast(%arg.f,

# CHECK-LABEL: func internal @A.third.fast.o(
# CHECK: call @Coconut_QuickBuiltin(
# CHECK: call @Coconut_NewInstance(

# CHECK-LABEL: func internal @A.again.fast.o(
# CHECK: [[CLASS:%[0-9]+]] = call @Coconut_PeekAttr(%arg.self,
# CHECK: incref [[CLASS]]
# CHECK: [[OWN:%[0-9]+]] = adopt [[CLASS]]
# CHECK: call @Coconut_NewInstance(%tstate, [[OWN]],

# CHECK-LABEL: func internal @A.make.fast.oo(
# CHECK: call @Coconut_NewInstance(%tstate, %arg.cls,
