# RUN: bc2ir %s | ir-opt -p specialize | filecheck %s
# RUN: bc2ir %s | ir-opt -O2 -o %t.ir
# A function that speaks of numbers past a machine word calculates in two; a mask brings a product back, and what is left of it may be one word.


# CHECK-LABEL: pyfunc export @hashed
# CHECK: ^fast.b{{[0-9]+}}([[H:%[0-9]+]]: i128,
# CHECK: [[MIXED:%[0-9]+]] = xor [[H]],
# CHECK: [[PRODUCT:%[0-9]+]] = mul [[MIXED]],
# CHECK-NEXT: const i128 18446744073709551615
# CHECK-NEXT: and [[PRODUCT]],
def hashed(n):
    h = 0xCBF29CE484222325
    for i in range(n):
        h ^= i
        h = (h * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


# A mask of one word makes the function no wider: the product alone has two.
# CHECK-LABEL: pyfunc export @masked
# CHECK: [[A:%[0-9]+]] = mul {{%[0-9]+}}, {{%[0-9]+}}
# CHECK-NOT: smul_overflow
# CHECK: [[B:%[0-9]+]] = add [[A]],
# CHECK: [[C:%[0-9]+]] = and [[B]],
# CHECK-NEXT: trunc i64 [[C]]
def masked(n):
    x = 1
    for i in range(n):
        x = (x * 1812433253 + i) & 0xFFFFFFFF
    return x


# Without a mask a product has one word or leaves.
# CHECK-LABEL: pyfunc export @plain
# CHECK: smul_overflow
# CHECK-NOT: i128
def plain(n):
    x = 1
    for i in range(n):
        x = x * 3 % 1000
    return x


MODULUS = 0x1FFFFFFFFFFFFFFF


# CHECK-LABEL: pyfunc export @by_name
# CHECK: call @Coconut_IsWideInt(
# CHECK: call @Coconut_WideRemainder(
def by_name(n):
    x = 3
    for i in range(n):
        x = x * x % MODULUS
    return x


# What does not fit two words leaves.
# CHECK-LABEL: pyfunc export @sums
# CHECK: [[SUM:%[0-9]+]] = add [[S:%[0-9]+]], [[I:%[0-9]+]]
# CHECK: and
# CHECK: icmp slt
# CHECK: cond_br {{%[0-9]+}}, ^leave
def sums(n):
    s = 1 << 61
    for i in range(n):
        s += i << 40
    return s
