# RUN: cpy-dis %s | bc2ir | filecheck %s
# Stack values that differ by the way a block is reached become its parameters.

def conditional(a, b):
    return [a, a if b else 1]
# CHECK-LABEL: pyfunc export @conditional {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.load_fast 1 "b" @4 [%0]
# CHECK-NEXT:    %2 = py.truth %1 @6 [%0, %1]
# CHECK-NEXT:    cond_br %2, ^b8, ^b12
# CHECK-NEXT:  ^b8:
# CHECK-NEXT:    %3 = py.load_fast 0 "a" @8 [%0]
# CHECK-NEXT:    br ^b14(%3)
# CHECK-NEXT:  ^b12:
# CHECK-NEXT:    %4 = py.load_const 1 (1) @12 [%0]
# CHECK-NEXT:    br ^b14(%4)
# CHECK-NEXT:  ^b14(%5: obj):
# CHECK-NEXT:    %6 = py.build_list %0, %5 @14 [%0, %5]
# CHECK-NEXT:    py.return %6 @16 [%6]
