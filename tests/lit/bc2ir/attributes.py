# RUN: cpy-dis %s | bc2ir | filecheck %s
# Operands stand as they do on the stack: value, container, key.

def attributes(a, b):
    a.x = b.y
    del a.x
# CHECK-LABEL: pyfunc export @attributes {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 1 "b" @2 []
# CHECK-NEXT:    %1 = py.load_attr 0 "y" %0 @4 [%0]
# CHECK-NEXT:    %2 = py.load_fast 0 "a" @14 [%1]
# CHECK-NEXT:    py.store_attr 1 "x" %1, %2 @16 [%1, %2]
# CHECK-NEXT:    %3 = py.load_fast 0 "a" @26 []
# CHECK-NEXT:    py.delete_attr 1 "x" %3 @28 [%3]
# CHECK-NEXT:    %4 = py.load_const 0 (None) @30 []
# CHECK-NEXT:    py.return %4 @32 [%4]

def items(a, b):
    a[b] = b[a]
    del a[b]
    a[1:b]
    a[1:b:2]
# CHECK-LABEL: pyfunc export @items {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 1 "b" @2 []
# CHECK-NEXT:    %1 = py.load_fast 0 "a" @4 [%0]
# CHECK-NEXT:    %2 = py.binary_subscr %0, %1 @6 [%0, %1]
# CHECK-NEXT:    %3 = py.load_fast 0 "a" @16 [%2]
# CHECK-NEXT:    %4 = py.load_fast 1 "b" @18 [%2, %3]
# CHECK-NEXT:    py.store_subscr %2, %3, %4 @20 [%2, %3, %4]
# CHECK-NEXT:    %5 = py.load_fast 0 "a" @24 []
# CHECK-NEXT:    %6 = py.load_fast 1 "b" @26 [%5]
# CHECK-NEXT:    py.delete_subscr %5, %6 @28 [%5, %6]
# CHECK-NEXT:    %7 = py.load_fast 0 "a" @30 []
# CHECK-NEXT:    %8 = py.load_const 1 (1) @32 [%7]
# CHECK-NEXT:    %9 = py.load_fast 1 "b" @34 [%7, %8]
# CHECK-NEXT:    %10 = py.build_slice %8, %9 @36 [%7, %8, %9]
# CHECK-NEXT:    %11 = py.binary_subscr %7, %10 @38 [%7, %10]
# CHECK-NEXT:    py.pop_top %11 @48 [%11]
# CHECK-NEXT:    %12 = py.load_fast 0 "a" @50 []
# CHECK-NEXT:    %13 = py.load_const 1 (1) @52 [%12]
# CHECK-NEXT:    %14 = py.load_fast 1 "b" @54 [%12, %13]
# CHECK-NEXT:    %15 = py.load_const 2 (2) @56 [%12, %13, %14]
# CHECK-NEXT:    %16 = py.build_slice %13, %14, %15 @58 [%12, %13, %14, %15]
# CHECK-NEXT:    %17 = py.binary_subscr %12, %16 @60 [%12, %16]
# CHECK-NEXT:    py.pop_top %17 @70 [%17]
# CHECK-NEXT:    %18 = py.load_const 0 (None) @72 []
# CHECK-NEXT:    py.return %18 @74 [%18]

def method(a):
    return a.m(1)
# CHECK-LABEL: pyfunc export @method {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1, %2 = py.load_method 0 "m" %0 @4 [%0]
# CHECK-NEXT:    %3 = py.load_const 1 (1) @26 [%1, %2]
# CHECK-NEXT:    %4 = py.call %1, %2, %3 @32 [%1, %2, %3]
# CHECK-NEXT:    py.return %4 @42 [%4]
