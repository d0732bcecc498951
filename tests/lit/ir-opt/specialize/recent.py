# What was met last is tried first, and what else may come after it; where a profile says what always came nothing else is tried.
# RUN: cpy-dis %s --function total -o %t.bc
# RUN: sed -E 's/(BINARY_OP 0 .*)/\1 !{profile(_, float, recent)}/; s/(BINARY_SUBSCR .*)/\1 !{profile(tuple, int, recent)}/' %t.bc > %t.recent.bc
# RUN: bc2ir %t.recent.bc | ir-opt -p specialize | filecheck %s --check-prefixes=CHECK,RECENT
# RUN: sed 's/, recent)/)/' %t.recent.bc | bc2ir | ir-opt -p specialize | filecheck %s --check-prefixes=CHECK,ALWAYS


# CHECK-LABEL: pyfunc export @total {
# RECENT: global_addr @PyList_Type
# ALWAYS-NOT: global_addr @PyList_Type
# CHECK: global_addr @PyTuple_Type
# CHECK: ^item:
# CHECK: global_addr @PyFloat_Type
# RECENT-NEXT: icmp eq
# RECENT-NEXT: cond_br %{{[0-9]+}}, ^number, ^other{{$}}
# RECENT-NEXT: ^other:
# RECENT-NEXT: call @Coconut_IsWordInt
# ALWAYS-NEXT: icmp eq
# ALWAYS-NEXT: cond_br %{{[0-9]+}}, ^go{{.*}}, ^failed
def total(xs, n):
    s = 0.0
    for i in range(n):
        s = s + xs[i]
    return s
