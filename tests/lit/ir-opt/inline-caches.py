# RUN: cpy-dis %s | bc2ir | ir-opt -p lower-py | filecheck %s
# Attributes, methods and globals look into their place's cache first, in code the optimiser sees; what is no hit is the runtime's.


def f(o):
    o.a = K
    return o.m(o.b)


# CHECK-LABEL: func export @f
# CHECK: call @Coconut_GetGlobal(%tstate, %frame,
# CHECK: call @Coconut_SetAttr(
# CHECK: call @Coconut_GetMethod(%tstate,
# CHECK: call @Coconut_GetAttr(%tstate,

# CHECK-DAG: func inline @Coconut_CacheEntryOf(
# CHECK-DAG: func internal @Coconut_FindAttr(
# CHECK-DAG: func internal @Coconut_FindPlace(
# CHECK-DAG: call @Coconut_LoadAttr(
# CHECK-DAG: call @Coconut_LoadMethodCached(
