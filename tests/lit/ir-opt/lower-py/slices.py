# RUN: cpy-dis %s | bc2ir | ir-opt -p lower-py | filecheck %s
# `o[a:b]` needs no slice object, unless something may see the slice: an augmented assignment, which subscripts with it twice, or a tracer
# that is told of a new line before the subscript.


def plain(o, a, b):
    return o[a:b]


# CHECK-LABEL: func export @plain(
# CHECK-NOT:     @PySlice_New
# CHECK:         call @Coconut_SubscrSlice(
# CHECK-NOT:     @PySlice_New


def stepped(o, a, b):
    return o[a:b:2]


# CHECK-LABEL: func export @stepped(
# CHECK:         call @PySlice_New(
# CHECK:         call @Coconut_Subscr(


def augmented(o, a, b):
    o[a:b] += o


# CHECK-LABEL: func export @augmented(
# CHECK:         call @PySlice_New(
# CHECK:         call @Coconut_Subscr(
# CHECK:         call @Coconut_StoreSubscr(


def lines(o, a):
    return o[
        a:a
    ]


# CHECK-LABEL: func export @lines(
# CHECK:         call @PySlice_New(
# CHECK:         call @Coconut_Subscr(
