# RUN: bc2ir %s | ir-opt -p lower-py,insert-refcounts -o %t.ir
# RUN: filecheck %s < %t.ir
# What STORE_SUBSCR and STORE_ATTR pop dies as it stood on the stack: the value first, though it was made last.


# CHECK-LABEL: func export @item
# CHECK: %[[K:[^ ]+]] = call @Coconut_Call0
# CHECK: %[[SUM:[^ ]+]] = call @Coconut_InPlaceAdd
# CHECK: call @Coconut_StoreSubscr(%[[SUM]], %{{[^,]+}}, %[[K]], %{{[^,]+}})
# CHECK-NEXT: decref %[[SUM]]
# CHECK: decref %[[K]]
# CHECK: icmp
def item(o, k, x):
    o[k()] += x


# CHECK-LABEL: func export @attribute
# CHECK: %[[O:[^ ]+]] = call @Coconut_Call0
# CHECK: %[[SUM:[^ ]+]] = call @Coconut_InPlaceAdd
# CHECK: call @Coconut_SetAttr(%[[O]], {{.*}} %[[SUM]],
# CHECK-NEXT: decref %[[SUM]]
# CHECK-NEXT: decref %[[O]]
def attribute(k, x):
    k().a += x
