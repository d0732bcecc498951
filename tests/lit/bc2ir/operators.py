# RUN: cpy-dis %s | bc2ir | filecheck %s
# Operators and comparisons go by name; tests give an i1 and become an object only where one is wanted.

def arithmetic(a, b):
    a @= -a ** +b
    return ~a // b
# CHECK-LABEL: pyfunc export @arithmetic {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.load_fast 0 "a" @4 [%0]
# CHECK-NEXT:    %2 = py.load_fast 1 "b" @6 [%0, %1]
# CHECK-NEXT:    %3 = py.unary_op positive %2 @8 [%0, %1, %2]
# CHECK-NEXT:    %4 = py.binary_op power %1, %3 @10 [%0, %1, %3]
# CHECK-NEXT:    %5 = py.unary_op negative %4 @14 [%0, %4]
# CHECK-NEXT:    %6 = py.binary_op inplace_matrix_multiply %0, %5 @16 [%0, %5]
# CHECK-NEXT:    py.store_fast 0 "a" %6 @20 [%6]
# CHECK-NEXT:    %7 = py.load_fast 0 "a" @22 []
# CHECK-NEXT:    %8 = py.unary_op invert %7 @24 [%7]
# CHECK-NEXT:    %9 = py.load_fast 1 "b" @26 [%8]
# CHECK-NEXT:    %10 = py.binary_op floor_divide %8, %9 @28 [%8, %9]
# CHECK-NEXT:    py.return %10 @32 [%10]

def comparisons(a, b):
    return a < b <= 3
# CHECK-LABEL: pyfunc export @comparisons {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.load_fast 1 "b" @4 [%0]
# CHECK-NEXT:    %2 = py.compare_op lt %0, %1 @10 [%1, %0, %1]
# CHECK-NEXT:    %3 = py.truth %2 @16 [%1, %2]
# CHECK-NEXT:    cond_br %3, ^b18, ^b28
# CHECK-NEXT:  ^b18:
# CHECK-NEXT:    %4 = py.load_const 1 (3) @18 [%1]
# CHECK-NEXT:    %5 = py.compare_op le %1, %4 @20 [%1, %4]
# CHECK-NEXT:    br ^b32(%5)
# CHECK-NEXT:  ^b28:
# CHECK-NEXT:    py.pop_top %1 @30 [%2, %1]
# CHECK-NEXT:    br ^b32(%2)
# CHECK-NEXT:  ^b32(%6: obj):
# CHECK-NEXT:    py.return %6 @32 [%6]

def tests(a, b):
    return a is not b, a not in b, not a
# CHECK-LABEL: pyfunc export @tests {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.load_fast 1 "b" @4 [%0]
# CHECK-NEXT:    %2 = py.is_op %0, %1 @6 [%0, %1]
# CHECK-NEXT:    %3 = not %2
# CHECK-NEXT:    %4 = py.from_bool %3 @6
# CHECK-NEXT:    %5 = py.load_fast 0 "a" @8 [%4]
# CHECK-NEXT:    %6 = py.load_fast 1 "b" @10 [%4, %5]
# CHECK-NEXT:    %7 = py.contains_op %5, %6 @12 [%4, %5, %6]
# CHECK-NEXT:    %8 = not %7
# CHECK-NEXT:    %9 = py.from_bool %8 @12
# CHECK-NEXT:    %10 = py.load_fast 0 "a" @14 [%4, %9]
# CHECK-NEXT:    %11 = py.truth %10 @16 [%4, %9, %10]
# CHECK-NEXT:    %12 = not %11
# CHECK-NEXT:    %13 = py.from_bool %12 @16
# CHECK-NEXT:    %14 = py.build_tuple %4, %9, %13 @18 [%4, %9, %13]
# CHECK-NEXT:    py.return %14 @20 [%14]

def negated_branch(a, b):
    if not (a is b):
        return a
# CHECK-LABEL: pyfunc export @negated_branch {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.load_fast 1 "b" @4 [%0]
# CHECK-NEXT:    %2 = py.is_op %0, %1 @6 [%0, %1]
# CHECK-NEXT:    cond_br %2, ^b14, ^b10
# CHECK-NEXT:  ^b10:
# CHECK-NEXT:    %3 = py.load_fast 0 "a" @10 []
# CHECK-NEXT:    py.return %3 @12 [%3]
# CHECK-NEXT:  ^b14:
# CHECK-NEXT:    %4 = py.load_const 0 (None) @14 []
# CHECK-NEXT:    py.return %4 @16 [%4]
