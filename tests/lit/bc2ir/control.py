# RUN: cpy-dis %s | bc2ir | filecheck %s
# Truth is an i1; a backward jump polls the eval breaker on an edge of its own.

def branches(a, b):
    return a and b or not b
# CHECK-LABEL: pyfunc export @branches {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.truth %0 @4 [%0]
# CHECK-NEXT:    cond_br %1, ^b6, ^b10
# CHECK-NEXT:  ^b6:
# CHECK-NEXT:    %2 = py.load_fast 1 "b" @6 []
# CHECK-NEXT:    %3 = py.truth %2 @8 [%2]
# CHECK-NEXT:    cond_br %3, ^b14(%2), ^b10
# CHECK-NEXT:  ^b10:
# CHECK-NEXT:    %4 = py.load_fast 1 "b" @10 []
# CHECK-NEXT:    %5 = py.truth %4 @12 [%4]
# CHECK-NEXT:    %6 = not %5
# CHECK-NEXT:    %7 = py.from_bool %6 @12
# CHECK-NEXT:    br ^b14(%7)
# CHECK-NEXT:  ^b14(%8: obj):
# CHECK-NEXT:    py.return %8 @14 [%8]

def none(a):
    if a is None:
        return 1
    while a is not None:
        a = a.next
# CHECK-LABEL: pyfunc export @none {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.is_none %0 @4 [%0]
# CHECK-NEXT:    cond_br %1, ^b6, ^b10
# CHECK-NEXT:  ^b6:
# CHECK-NEXT:    %2 = py.load_const 1 (1) @6 []
# CHECK-NEXT:    py.return %2 @8 [%2]
# CHECK-NEXT:  ^b10:
# CHECK-NEXT:    %3 = py.load_fast 0 "a" @10 []
# CHECK-NEXT:    %4 = py.is_none %3 @12 [%3]
# CHECK-NEXT:    cond_br %4, ^b36, ^b14
# CHECK-NEXT:  ^b14:
# CHECK-NEXT:    %5 = py.load_fast 0 "a" @14 []
# CHECK-NEXT:    %6 = py.load_attr 0 "next" %5 @16 [%5]
# CHECK-NEXT:    py.store_fast 0 "a" %6 @26 [%6]
# CHECK-NEXT:    %7 = py.load_fast 0 "a" @28 []
# CHECK-NEXT:    %8 = py.is_none %7 @30 [%7]
# CHECK-NEXT:    cond_br %8, ^b32, ^e30
# CHECK-NEXT:  ^e30:
# CHECK-NEXT:    %9 = py.from_bool %8 @30
# CHECK-NEXT:    py.check_eval_breaker 30 @30 [%9]
# CHECK-NEXT:    br ^b14
# CHECK-NEXT:  ^b32:
# CHECK-NEXT:    %10 = py.load_const 0 (None) @32 []
# CHECK-NEXT:    py.return %10 @34 [%10]
# CHECK-NEXT:  ^b36:
# CHECK-NEXT:    %11 = py.load_const 0 (None) @36 []
# CHECK-NEXT:    py.return %11 @38 [%11]

def value_kept(a, b):
    return (a in b) and b
# CHECK-LABEL: pyfunc export @value_kept {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.load_fast 1 "b" @4 [%0]
# CHECK-NEXT:    %2 = py.contains_op %0, %1 @6 [%0, %1]
# CHECK-NEXT:    %3 = py.from_bool %2 @6
# CHECK-NEXT:    cond_br %2, ^b10, ^b12(%3)
# CHECK-NEXT:  ^b10:
# CHECK-NEXT:    %4 = py.load_fast 1 "b" @10 []
# CHECK-NEXT:    br ^b12(%4)
# CHECK-NEXT:  ^b12(%5: obj):
# CHECK-NEXT:    py.return %5 @12 [%5]
