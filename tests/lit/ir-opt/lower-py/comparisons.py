# RUN: cpy-dis %s | bc2ir | ir-opt -p lower-py | filecheck %s
# A comparison and its test are one call; a result that is wanted as an object is another. `in` and subscripts have short ways as well.


def tested(a, b):
    if a < b:
        return a


# CHECK-LABEL: func export @tested(
# CHECK:         call @Coconut_IsLt(
# CHECK-NOT:     @Coconut_Truth


def wanted(a, b):
    return a == b


# CHECK-LABEL: func export @wanted(
# CHECK:         call @Coconut_CompareEq(


def contained(a, b):
    return a in b


# CHECK-LABEL: func export @contained(
# CHECK:         call @Coconut_Contains(


def subscripts(o, k, v):
    o[k] = o[v]


# CHECK-LABEL: func export @subscripts(
# CHECK:         call @Coconut_Subscr(
# CHECK:         call @Coconut_StoreSubscr(
