# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# The function of a property is called with the object; a name that another class has as an attribute is taken for that.


class Shape:
    @property
    def area(self):
        return self.w

    @property
    def name(self):
        return self.w


class Other:
    def __init__(self, name):
        self.name = name


def area(o):
    return o.area


def name(o):
    return o.name


# CHECK-LABEL: func internal @name.fast.o(
# CHECK-NOT:   call @Coconut_PeekGetter(
# CHECK:       call @Coconut_PeekAttr(%arg.o,

# CHECK-LABEL: func internal @area.fast.o(
# CHECK:       call @Coconut_PeekGetter(%arg.o, {{%[0-9]+}}, [[FAST:%[0-9]+]])
# CHECK:       [[GET:%[0-9]+]] = load ptr [[FAST]]
# CHECK:       call_indirect {{.*}} [[GET]](%tstate, {{.*}}, %arg.o)
