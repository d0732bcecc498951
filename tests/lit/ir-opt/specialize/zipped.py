# RUN: bc2ir %s | ir-opt -p specialize | filecheck %s
# RUN: bc2ir %s | ir-opt -O2 -o %t.ir
# RUN: bc2ir %s | ir-opt -p infer-types,specialize | filecheck %s --check-prefix=CHARS
# Loops over enumerate and zip of lists, tuples and strings: neither iterators nor tuples are made.


# CHECK-LABEL: pyfunc export @weighted
# CHECK: global_addr @PyEnum_Type
# CHECK: ^fast.b{{[0-9]+}}({{.*}}[[XS:%[0-9]+]]: obj, [[I:%[0-9]+]]: i64, [[OFFSET:%[0-9]+]]: i64
# CHECK: [[SIZE:%[0-9]+]] = load_field @PyVarObject.ob_size [[XS]]
# CHECK-NEXT: icmp slt [[I]], [[SIZE]]
# CHECK: call @Coconut_MayEnd([[XS]],
# CHECK: call @Coconut_DiesVisibly([[XS]])
# CHECK: load_field @PyListObject.ob_item
# CHECK: sadd_overflow
# CHECK: [[BEFORE:%[0-9]+]] = null obj?
# CHECK: py.make_enumerate {{%[0-9]+}}, {{%[0-9]+}}, {{%[0-9]+}}, [[BEFORE]]
def weighted(xs):
    total = 0
    for i, x in enumerate(xs):
        total += i * x
    return total


# Each of them is asked how long it is.
# CHECK-LABEL: pyfunc export @dot
# CHECK: [[A:%[0-9]+]] = load_field @PyVarObject.ob_size
# CHECK-NEXT: [[B:%[0-9]+]] = icmp slt [[J:%[0-9]+]], [[A]]
# CHECK-NEXT: [[C:%[0-9]+]] = load_field @PyVarObject.ob_size
# CHECK-NEXT: [[D:%[0-9]+]] = icmp slt [[J]], [[C]]
# CHECK-NEXT: and [[B]], [[D]]
# CHECK: py.make_zip
def dot(xs, ys):
    total = 0.0
    for x, y in zip(xs, ys):
        total += x * y
    return total


# A loop that the interpreter is in gets its iterator's parts back.
# CHECK: ^return{{.*}}:
# CHECK: global_addr @PyZip_Type
# CHECK: load_field @zipobject.strict
# CHECK: load_field @zipobject.ittuple


# What is not taken apart at once is made.
# CHECK-LABEL: pyfunc export @whole
# CHECK-NOT: py.make_zip
# CHECK: py.return
def whole(xs, ys):
    for pair in zip(xs, ys):
        print(pair)


# Where anything may happen the item that was given last is held as the tuple would hold it, and is in the tuple of what is made.
# CHECK-LABEL: pyfunc export @holds
# CHECK: ^fast.b{{[0-9]+}}({{.*}}[[YS:%[0-9]+]]: obj, [[N:%[0-9]+]]: i64, {{%[0-9]+}}: i64, [[LAST:%[0-9]+]]: obj):
# CHECK: py.make_enumerate [[YS]], [[N]], {{%[0-9]+}}, [[LAST]]
# CHECK: end_lifetime [[LAST]]
def holds(xs, ys):
    total = 0
    for i, x in enumerate(xs):
        total += i * i
        ys.clear()
    return total


# What only looks has no reference to drop.
# CHECK-LABEL: pyfunc export @looks
# CHECK: ^fast.b{{[0-9]+}}({{.*}}[[ZS:%[0-9]+]]: obj, [[M:%[0-9]+]]: i64, {{%[0-9]+}}: i64):
# CHECK: py.make_enumerate [[ZS]], [[M]]
def looks(xs):
    n = 0
    for i, x in enumerate(xs):
        if x is None:
            n += 1
    return n


# CHARS-LABEL: pyfunc export @hamming
# CHARS: global_addr @PyUnicode_Type
# CHARS: load_field @PyASCIIObject.length [[TEXT:%[0-9]+]]
# CHARS: call @Coconut_QuickCharacter([[TEXT]],
# CHARS: global_addr @Coconut_Type_str_ascii_iterator
def hamming(a, b):
    n = 0
    for x, y in zip(a, b):
        if x != y:
            n += 1
    return n


def use():
    return hamming("abc", "abd")
