# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# Methods of built-in types, builtins, comparisons and truth in functions without frames, as far as they run no Python code.


def got(d, k):
    return d.get(k)


def added(s, x):
    s.add(x)
    return 1


def upper(s):
    return s.upper()


def is_number(s):
    return s.isdigit()


def character(c):
    return chr(c)


def largest(n):
    return max(n + 1, n * n)


def is_plus(op):
    return op == "+"


def some(x):
    if x:
        return 1
    return 2


# CHECK-LABEL: func internal @some.fast.o(
# CHECK: call @Coconut_QuickTruth(%arg.x)

# CHECK-LABEL: func internal @is_plus.fast.o(
# CHECK: call @Coconut_QuickEqual(%arg.op,

# Of numbers in registers.
# CHECK-LABEL: func internal @largest.fast.o(
# CHECK: global_addr @Coconut_Function_max
# CHECK: select

# CHECK-LABEL: func internal @character.fast.o(
# CHECK: call @Coconut_QuickBuiltin(%tstate,

# CHECK-LABEL: func internal @is_number.fast.o(
# CHECK: global_addr @Coconut_Method_str_isdigit
# CHECK: call @Coconut_QuietMethod(

# CHECK-LABEL: func internal @upper.fast.o(
# CHECK: global_addr @PyUnicode_Type
# CHECK: global_addr @Coconut_Method_str_upper

# CHECK-LABEL: func internal @added.fast.oo(
# CHECK: global_addr @PySet_Type
# CHECK: call @Coconut_QuickAdd(%arg.s, %arg.x)

# CHECK-LABEL: func internal @got.fast.oo(
# CHECK: global_addr @PyDict_Type
# CHECK: call @Coconut_QuickGet(%arg.d, %arg.k,
