# RUN: cpy-dis %s | bc2ir | ir-opt -p infer-types,lazy-calls | filecheck %s
# An attribute that an instance does not have yet is added, where the place that the cache knows has nothing; the number stored is an object then.


class Link:
    __slots__ = "key", "size"


def name(link, key):
    link.key = key


def measure(link, n):
    size = n * 2
    link.size = size
    return size


# CHECK-LABEL: func internal @measure.fast.oo(
# CHECK: call @Coconut_PeekPlace(%arg.link, {{.*}}, [[C:%[0-9]+]])
# CHECK: call @Coconut_ReplaceInt(
# CHECK: ^absent:
# CHECK: [[V:%[0-9]+]] = call @Coconut_NewInt(
# CHECK: call @Coconut_AddAttr(%arg.link, {{.*}}, [[V]],
# CHECK: br ^stored([[V]])
# CHECK: ^stored(%{{[0-9]+}}: obj):

# CHECK-LABEL: func internal @name.fast.oo(
# CHECK: ^absent:
# CHECK: call @Coconut_AddAttr(%arg.link, {{.*}}, %arg.key,
# CHECK: br ^stored
