# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# Tuples that are only compared with one another, or hashed, are not made: their items are asked.


class C:
    def __lt__(self, other):
        return (self.a, self.b) < (other.a, other.b)

    def __eq__(self, other):
        if other.__class__ is self.__class__:
            return (self.a, self.b) == (other.a, other.b)
        return NotImplemented

    def __hash__(self):
        return hash((self.a, self.b, 1))


def known(x, y):
    return (x.a, 1) != (2, y)


def of_calls(x):
    return (x.a, x.b) == (known(x, 1), 2)


def lengths(x):
    return (x.a, x.b) == (x.c,)


def kept(x):
    t = (x.a, x.b)
    return t == (1, 2)


# What is called has happened: the tuple is made, as the interpreter may have to go on with it.
# CHECK-LABEL: func internal @kept.fast.o(
# CHECK: call @Coconut_BareTuple(
# CHECK-NOT: Items(

# CHECK-LABEL: func internal @lengths.fast.o(
# CHECK-NOT: Items(
# CHECK: call @Coconut_BareTuple(
# CHECK-NOT: Items(

# CHECK-LABEL: func internal @of_calls.fast.o(
# CHECK-NOT: Items(
# CHECK: call @Coconut_BareTuple(
# CHECK-NOT: Items(

# CHECK-LABEL: func internal @known.fast.oo(
# CHECK-NOT: call @Coconut_BareTuple(
# CHECK: call @Coconut_QuickSameItems(%tstate,

# CHECK-LABEL: func internal @C.__hash__.fast.o(
# CHECK-NOT: call @Coconut_BareTuple(
# CHECK: load ptr
# CHECK: call @Coconut_QuickHashItems(%tstate,

# CHECK-LABEL: func internal @C.__eq__.fast.oo(
# CHECK-NOT: call @Coconut_BareTuple(
# CHECK: [[SAME:%.*]] = call @Coconut_QuickSameItems(%tstate,
# CHECK: icmp slt [[SAME]],

# CHECK-LABEL: func internal @C.__lt__.fast.oo(
# CHECK-NOT: call @Coconut_BareTuple(
# CHECK: [[ORDER:%.*]] = call @Coconut_QuickOrderItems(%tstate,
# CHECK: icmp eq [[ORDER]],
# CHECK: icmp slt [[ORDER]],
