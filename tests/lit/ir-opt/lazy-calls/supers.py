# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# super() whose method is called at once makes no object: the method is found behind the class in the order of resolution. What super() gives
# otherwise needs the frame.


class Derived(Base):
    def area(self):
        return super().area() + 1

    def scaled(self, by):
        return super(Derived, self).scaled(by)

    def kept(self):
        return super()


# What super() gives is no method's owner.
# CHECK-NOT: @Derived.kept.fast

# CHECK-LABEL: func internal @Derived.scaled.fast.oo(
# CHECK: global_addr @PySuper_Type
# CHECK: call @Coconut_PeekSuper(%arg.self, {{%[0-9]+}}, {{%[0-9]+}}, {{%[0-9]+}}, {{%[0-9]+}}, [[FAST:%[0-9]+]])
# CHECK: load ptr [[FAST]]
# CHECK: call_indirect
# CHECK-NOT: Coconut_PeekCallee

# CHECK-LABEL: func internal @Derived.area.fast.o(
# CHECK: global_addr @PySuper_Type
# The class is what the compiler's cell has.
# CHECK: load_field @PyFunctionObject.func_closure %func
# CHECK: field_addr @PyCellObject.ob_ref
# CHECK: call @Coconut_PeekSuper(%arg.self,
# CHECK: call_indirect
