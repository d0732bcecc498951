# RUN: cpy-dis %s | bc2ir | ir-opt -p lower-py,insert-refcounts,verify-ownership | filecheck %s
# A sum that goes into the fast local its left operand comes from: a string grows in place. The local may have lost its value when that
# fails, so what handles the failure tests it, and the store releases nothing for certain.


def in_place(s, x):
    s += x


# CHECK-LABEL: func export @in_place(
# CHECK:         call @Coconut_AddToLocal(
# CHECK:         adopt_nullable


def written_out(s, x):
    s = s + x


# CHECK-LABEL: func export @written_out(
# CHECK:         call @Coconut_AddToLocal(


def elsewhere(s, x):
    t = s + x


# CHECK-LABEL: func export @elsewhere(
# CHECK-NOT:     @Coconut_AddToLocal
# CHECK:         call @Coconut_Add(


def other_operator(s, x):
    s *= x


# CHECK-LABEL: func export @other_operator(
# CHECK:         call @Coconut_InPlaceMultiply(


def held(s, x):
    return [s, s := s + x]


# The list holds the old value: its load counts, so the string is seen to be shared.
# CHECK-LABEL: func export @held(
# CHECK:         incref


def handled(s, x):
    try:
        s += x
    except MemoryError:
        return s


# CHECK-LABEL: func export @handled(
# CHECK:         call @Coconut_AddToLocal(
# CHECK:         br_null %{{.*}}, ^unbound
