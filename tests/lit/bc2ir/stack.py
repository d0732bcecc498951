# RUN: cpy-dis %s | bc2ir | filecheck %s
# Fast locals are memory, constants and the value stack are values: COPY and SWAP leave nothing behind.

def chain(a):
    x = y = a
    x, y = y, x
    del x
    return 1
# CHECK-LABEL: pyfunc export @chain {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    py.store_fast 1 "x" %0 @6 [%0, %0]
# CHECK-NEXT:    py.store_fast 2 "y" %0 @8 [%0]
# CHECK-NEXT:    %1 = py.load_fast 2 "y" @10 []
# CHECK-NEXT:    %2 = py.load_fast 1 "x" @12 [%1]
# CHECK-NEXT:    py.store_fast 2 "y" %2 @14 [%1, %2]
# CHECK-NEXT:    py.store_fast 1 "x" %1 @16 [%1]
# CHECK-NEXT:    py.delete_fast 1 "x" @18 []
# CHECK-NEXT:    %3 = py.load_const 1 (1) @20 []
# CHECK-NEXT:    py.return %3 @22 [%3]

def discard(a):
    a
    pass
# CHECK-LABEL: pyfunc export @discard {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    py.pop_top %0 @4 [%0]
# CHECK-NEXT:    %1 = py.load_const 0 (None) @6 []
# CHECK-NEXT:    py.return %1 @8 [%1]
