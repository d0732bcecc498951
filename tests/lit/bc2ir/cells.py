# RUN: cpy-dis %s | bc2ir | filecheck %s
# Cells are slots of the frame: made on entry, copied from the closure, read and written through.

def outer(a):
    b = a
    def inner():
        nonlocal b
        b = a
        del b
    return inner
# CHECK-LABEL: pyfunc export @outer {
# CHECK:       ^entry:
# CHECK-NEXT:    py.make_cell 0 "a" @0 []
# CHECK-NEXT:    py.make_cell 2 "b" @2 []
# CHECK-NEXT:    py.resume 0 @4 []
# CHECK-NEXT:    %0 = py.load_deref 0 "a" @6 []
# CHECK-NEXT:    py.store_deref 2 "b" %0 @8 [%0]
# CHECK-NEXT:    %1 = py.load_closure 0 "a" @10 []
# CHECK-NEXT:    %2 = py.load_closure 2 "b" @12 [%1]
# CHECK-NEXT:    %3 = py.build_tuple %1, %2 @14 [%1, %2]
# CHECK-NEXT:    %4 = py.load_const 1 (code "outer.<locals>.inner") @16 [%3]
# CHECK-NEXT:    %5 = py.make_function 8 %3, %4 @18 [%3, %4]
# CHECK-NEXT:    py.store_fast 1 "inner" %5 @20 [%5]
# CHECK-NEXT:    %6 = py.load_fast 1 "inner" @22 []
# CHECK-NEXT:    py.return %6 @24 [%6]
# CHECK-LABEL: pyfunc export @"outer.<locals>.inner" {
# CHECK:       ^entry:
# CHECK-NEXT:    py.copy_free_vars 2 @0 []
# CHECK-NEXT:    py.resume 0 @2 []
# CHECK-NEXT:    %0 = py.load_deref 0 "a" @4 []
# CHECK-NEXT:    py.store_deref 1 "b" %0 @6 [%0]
# CHECK-NEXT:    py.delete_deref 1 "b" @8 []
# CHECK-NEXT:    %1 = py.load_const 0 (None) @10 []
# CHECK-NEXT:    py.return %1 @12 [%1]

def in_class(a):
    class D:
        x = a
# CHECK-LABEL: pyfunc export @in_class {
# CHECK:       ^entry:
# CHECK-NEXT:    py.make_cell 0 "a" @0 []
# CHECK-NEXT:    py.resume 0 @2 []
# CHECK-NEXT:    %0 = py.push_null @4 []
# CHECK-NEXT:    %1 = py.load_build_class @6 [%0]
# CHECK-NEXT:    %2 = py.load_closure 0 "a" @8 [%0, %1]
# CHECK-NEXT:    %3 = py.build_tuple %2 @10 [%0, %1, %2]
# CHECK-NEXT:    %4 = py.load_const 1 (code "in_class.<locals>.D") @12 [%0, %1, %3]
# CHECK-NEXT:    %5 = py.make_function 8 %3, %4 @14 [%0, %1, %3, %4]
# CHECK-NEXT:    %6 = py.load_const 2 ("D") @16 [%0, %1, %5]
# CHECK-NEXT:    %7 = py.call %0, %1, %5, %6 @22 [%0, %1, %5, %6]
# CHECK-NEXT:    py.store_fast 1 "D" %7 @32 [%7]
# CHECK-NEXT:    %8 = py.load_const 0 (None) @34 []
# CHECK-NEXT:    py.return %8 @36 [%8]
# CHECK-LABEL: pyfunc export @"in_class.<locals>.D" {
# CHECK:       ^entry:
# CHECK-NEXT:    py.copy_free_vars 1 @0 []
# CHECK-NEXT:    py.resume 0 @2 []
# CHECK-NEXT:    %0 = py.load_name 0 "__name__" @4 []
# CHECK-NEXT:    py.store_name 1 "__module__" %0 @6 [%0]
# CHECK-NEXT:    %1 = py.load_const 0 ("in_class.<locals>.D") @8 []
# CHECK-NEXT:    py.store_name 2 "__qualname__" %1 @10 [%1]
# CHECK-NEXT:    %2 = py.load_classderef 0 "a" @12 []
# CHECK-NEXT:    py.store_name 3 "x" %2 @14 [%2]
# CHECK-NEXT:    %3 = py.load_const 1 (None) @16 []
# CHECK-NEXT:    py.return %3 @18 [%3]
