# RUN: cpy-dis %s | bc2ir | filecheck %s
# __exit__ stays on the stack: called with three Nones at the end, with the exception in the handler.

def one(a):
    with a as b:
        b.m()
# CHECK-LABEL: pyfunc export @one {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1, %2 = py.before_with %0 @4 [%0]
# CHECK-NEXT:    py.store_fast 1 "b" %2 @6 [%1, %2]
# CHECK-NEXT:    %3 = py.load_fast 1 "b" unwind ^h74 @8 [%1]
# CHECK-NEXT:    %4, %5 = py.load_method 0 "m" %3 unwind ^h74 @10 [%1, %3]
# CHECK-NEXT:    %6 = py.call %4, %5 unwind ^h74 @36 [%1, %4, %5]
# CHECK-NEXT:    py.pop_top %6 @46 [%1, %6]
# CHECK-NEXT:    %7 = py.load_const 0 (None) @48 [%1]
# CHECK-NEXT:    %8 = py.load_const 0 (None) @50 [%1, %7]
# CHECK-NEXT:    %9 = py.load_const 0 (None) @52 [%1, %7, %8]
# CHECK-NEXT:    %10 = py.call %1, %7, %8, %9 @58 [%1, %7, %8, %9]
# CHECK-NEXT:    py.pop_top %10 @68 [%10]
# CHECK-NEXT:    %11 = py.load_const 0 (None) @70 []
# CHECK-NEXT:    py.return %11 @72 [%11]
# CHECK-NEXT:  ^h74:
# CHECK-NEXT:    %12, %13 = py.catch_lasti @74 [%1]
# CHECK-NEXT:    %14 = py.push_exc_info %13 @74 [%1, %12, %13]
# CHECK-NEXT:    %15 = py.with_except_start %1, %13 unwind ^h82 @76 [%1, %12, %14, %13]
# CHECK-NEXT:    %16 = py.truth %15 unwind ^h82 @78 [%1, %12, %14, %13, %15]
# CHECK-NEXT:    cond_br %16, ^b88, ^b80
# CHECK-NEXT:  ^b80:
# CHECK-NEXT:    py.reraise lasti %13, %12 unwind ^h82 @80 [%1, %12, %14, %13]
# CHECK-NEXT:  ^h82:
# CHECK-NEXT:    %17, %18 = py.catch_lasti @82 [%1, %12, %14]
# CHECK-NEXT:    py.pop_except %14 @84 [%1, %12, %14, %17, %18, %14]
# CHECK-NEXT:    py.reraise lasti %18, %17 @86 [%1, %12, %14, %17, %18]
# CHECK-NEXT:  ^b88:
# CHECK-NEXT:    py.pop_top %13 @88 [%1, %12, %14, %13]
# CHECK-NEXT:    py.pop_except %14 @90 [%1, %12, %14]
# CHECK-NEXT:    py.pop_top %12 @92 [%1, %12]
# CHECK-NEXT:    py.pop_top %1 @94 [%1]
# CHECK-NEXT:    %19 = py.load_const 0 (None) @96 []
# CHECK-NEXT:    py.return %19 @98 [%19]
