# RUN: cpy-dis %s | bc2ir | filecheck %s
# IMPORT_FROM peeks at the module, which is dropped when all names are there.

from m import *
# CHECK-LABEL: pyfunc export @"<module>" {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_const 0 (0) @2 []
# CHECK-NEXT:    %1 = py.load_const 1 (("*",)) @4 [%0]
# CHECK-NEXT:    %2 = py.import_name 0 "m" %0, %1 @6 [%0, %1]
# CHECK-NEXT:    py.import_star %2 @8 [%2]
# CHECK-NEXT:    %3 = py.load_const 2 (code "plain") @10 []
# CHECK-NEXT:    %4 = py.make_function 0 %3 @12 [%3]
# CHECK-NEXT:    py.store_name 1 "plain" %4 @14 [%4]
# CHECK-NEXT:    %5 = py.load_const 3 (code "names") @16 []
# CHECK-NEXT:    %6 = py.make_function 0 %5 @18 [%5]
# CHECK-NEXT:    py.store_name 2 "names" %6 @20 [%6]
# CHECK-NEXT:    %7 = py.load_const 4 (None) @22 []
# CHECK-NEXT:    py.return %7 @24 [%7]

def plain():
    import a.b.c as d
# CHECK-LABEL: pyfunc export @plain {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_const 1 (0) @2 []
# CHECK-NEXT:    %1 = py.load_const 0 (None) @4 [%0]
# CHECK-NEXT:    %2 = py.import_name 0 "a.b.c" %0, %1 @6 [%0, %1]
# CHECK-NEXT:    %3 = py.import_from 1 "b" %2 @8 [%2]
# CHECK-NEXT:    py.pop_top %2 @12 [%3, %2]
# CHECK-NEXT:    %4 = py.import_from 2 "c" %3 @14 [%3]
# CHECK-NEXT:    py.store_fast 0 "d" %4 @16 [%3, %4]
# CHECK-NEXT:    py.pop_top %3 @18 [%3]
# CHECK-NEXT:    %5 = py.load_const 0 (None) @20 []
# CHECK-NEXT:    py.return %5 @22 [%5]

def names():
    from ..p import x, y as z
# CHECK-LABEL: pyfunc export @names {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_const 1 (2) @2 []
# CHECK-NEXT:    %1 = py.load_const 2 (("x", "y")) @4 [%0]
# CHECK-NEXT:    %2 = py.import_name 0 "p" %0, %1 @6 [%0, %1]
# CHECK-NEXT:    %3 = py.import_from 1 "x" %2 @8 [%2]
# CHECK-NEXT:    py.store_fast 0 "x" %3 @10 [%2, %3]
# CHECK-NEXT:    %4 = py.import_from 2 "y" %2 @12 [%2]
# CHECK-NEXT:    py.store_fast 1 "z" %4 @14 [%2, %4]
# CHECK-NEXT:    py.pop_top %2 @16 [%2]
# CHECK-NEXT:    %5 = py.load_const 0 (None) @18 []
# CHECK-NEXT:    py.return %5 @20 [%5]
