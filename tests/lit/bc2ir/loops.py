# RUN: cpy-dis %s | bc2ir | filecheck %s
# The iterator of a loop is one value that its blocks see; no block needs a parameter for it.

def nested(a, b):
    for x in a:
        for y in b:
            if x:
                break
        else:
            continue
        return y
# CHECK-LABEL: pyfunc export @nested {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.get_iter %0 @4 [%0]
# CHECK-NEXT:    br ^b6
# CHECK-NEXT:  ^b6:
# CHECK-NEXT:    %2 = py.for_iter %1 @6 [%1]
# CHECK-NEXT:    br_null %2, ^b38, ^b8
# CHECK-NEXT:  ^b8:
# CHECK-NEXT:    py.store_fast 2 "x" %2 @8 [%1, %2]
# CHECK-NEXT:    %3 = py.load_fast 1 "b" @10 [%1]
# CHECK-NEXT:    %4 = py.get_iter %3 @12 [%1, %3]
# CHECK-NEXT:    br ^b14
# CHECK-NEXT:  ^b14:
# CHECK-NEXT:    %5 = py.for_iter %4 @14 [%1, %4]
# CHECK-NEXT:    br_null %5, ^b28, ^b16
# CHECK-NEXT:  ^b16:
# CHECK-NEXT:    py.store_fast 3 "y" %5 @16 [%1, %4, %5]
# CHECK-NEXT:    %6 = py.load_fast 2 "x" @18 [%1, %4]
# CHECK-NEXT:    %7 = py.truth %6 @20 [%1, %4, %6]
# CHECK-NEXT:    cond_br %7, ^b22, ^b26
# CHECK-NEXT:  ^b22:
# CHECK-NEXT:    py.pop_top %4 @22 [%1, %4]
# CHECK-NEXT:    br ^b30
# CHECK-NEXT:  ^b26:
# CHECK-NEXT:    py.check_eval_breaker 26 @26 [%1, %4]
# CHECK-NEXT:    br ^b14
# CHECK-NEXT:  ^b28:
# CHECK-NEXT:    py.check_eval_breaker 28 @28 [%1]
# CHECK-NEXT:    br ^b6
# CHECK-NEXT:  ^b30:
# CHECK-NEXT:    %8 = py.load_fast 3 "y" @30 [%1]
# CHECK-NEXT:    py.pop_top %1 @34 [%8, %1]
# CHECK-NEXT:    py.return %8 @36 [%8]
# CHECK-NEXT:  ^b38:
# CHECK-NEXT:    %9 = py.load_const 0 (None) @38 []
# CHECK-NEXT:    py.return %9 @40 [%9]
