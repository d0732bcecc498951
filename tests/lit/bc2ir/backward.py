# RUN: cpy-dis %s | bc2ir | filecheck %s
# Along a conditional jump backwards a value that tests the same stands in for the one tested, so the interpreter can do the jump again.

def on_truth(a):
    while True:
        if a():
            break
# CHECK-LABEL: pyfunc export @on_truth {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    py.poll_tracing @2 []
# CHECK-NEXT:    br ^b4
# CHECK-NEXT:  ^b4:
# CHECK-NEXT:    %0 = py.push_null @4 []
# CHECK-NEXT:    %1 = py.load_fast 0 "a" @6 [%0]
# CHECK-NEXT:    %2 = py.call %0, %1 @12 [%0, %1]
# CHECK-NEXT:    %3 = py.truth %2 @22 [%2]
# CHECK-NEXT:    cond_br %3, ^b24, ^b28
# CHECK-NEXT:  ^b24:
# CHECK-NEXT:    %4 = py.load_const 0 (None) @24 []
# CHECK-NEXT:    py.return %4 @26 [%4]
# CHECK-NEXT:  ^b28:
# CHECK-NEXT:    py.check_eval_breaker 28 @28 []
# CHECK-NEXT:    br ^b4

def on_none(a):
    while a() is None:
        pass
# CHECK-LABEL: pyfunc export @on_none {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.push_null @2 []
# CHECK-NEXT:    %1 = py.load_fast 0 "a" @4 [%0]
# CHECK-NEXT:    %2 = py.call %0, %1 @10 [%0, %1]
# CHECK-NEXT:    %3 = py.is_none %2 @20 [%2]
# CHECK-NEXT:    cond_br %3, ^b22, ^b48
# CHECK-NEXT:  ^b22:
# CHECK-NEXT:    py.poll_tracing @22 []
# CHECK-NEXT:    %4 = py.push_null @24 []
# CHECK-NEXT:    %5 = py.load_fast 0 "a" @26 [%4]
# CHECK-NEXT:    %6 = py.call %4, %5 @32 [%4, %5]
# CHECK-NEXT:    %7 = py.is_none %6 @42 [%6]
# CHECK-NEXT:    cond_br %7, ^e42, ^b44
# CHECK-NEXT:  ^e42:
# CHECK-NEXT:    py.check_eval_breaker 42 @42 [%6]
# CHECK-NEXT:    br ^b22
# CHECK-NEXT:  ^b44:
# CHECK-NEXT:    %8 = py.load_const 0 (None) @44 []
# CHECK-NEXT:    py.return %8 @46 [%8]
# CHECK-NEXT:  ^b48:
# CHECK-NEXT:    %9 = py.load_const 0 (None) @48 []
# CHECK-NEXT:    py.return %9 @50 [%9]

def in_range(f):
    try:
        while f():
            pass
    except ValueError:
        return f
# CHECK-LABEL: pyfunc export @in_range {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    py.poll_tracing @2 []
# CHECK-NEXT:    %0 = py.push_null @4 []
# CHECK-NEXT:    %1 = py.load_fast 0 "f" unwind ^h54 @6 [%0]
# CHECK-NEXT:    %2 = py.call %0, %1 unwind ^h54 @12 [%0, %1]
# CHECK-NEXT:    %3 = py.truth %2 unwind ^h54 @22 [%2]
# CHECK-NEXT:    cond_br %3, ^b24, ^b50
# CHECK-NEXT:  ^b24:
# CHECK-NEXT:    py.poll_tracing @24 []
# CHECK-NEXT:    %4 = py.push_null @26 []
# CHECK-NEXT:    %5 = py.load_fast 0 "f" unwind ^h54 @28 [%4]
# CHECK-NEXT:    %6 = py.call %4, %5 unwind ^h54 @34 [%4, %5]
# CHECK-NEXT:    %7 = py.truth %6 unwind ^h54 @44 [%6]
# CHECK-NEXT:    cond_br %7, ^e44, ^b46
# CHECK-NEXT:  ^e44:
# CHECK-NEXT:    %8 = py.from_bool %7 @44
# CHECK-NEXT:    py.check_eval_breaker 44 unwind ^h54 @44 [%8]
# CHECK-NEXT:    br ^b24
# CHECK-NEXT:  ^b46:
# CHECK-NEXT:    %9 = py.load_const 0 (None) @46 []
# CHECK-NEXT:    py.return %9 @48 [%9]
# CHECK-NEXT:  ^b50:
# CHECK-NEXT:    %10 = py.load_const 0 (None) @50 []
# CHECK-NEXT:    py.return %10 @52 [%10]
# CHECK-NEXT:  ^h54:
# CHECK-NEXT:    %11 = py.catch @54 []
# CHECK-NEXT:    %12 = py.push_exc_info %11 @54 [%11]
# CHECK-NEXT:    %13 = py.load_global 0 "ValueError" unwind ^h84 @56 [%12, %11]
# CHECK-NEXT:    %14 = py.check_exc_match %11, %13 unwind ^h84 @68 [%12, %11, %13]
# CHECK-NEXT:    cond_br %14, ^b72, ^b82
# CHECK-NEXT:  ^b72:
# CHECK-NEXT:    py.pop_top %11 @72 [%12, %11]
# CHECK-NEXT:    %15 = py.load_fast 0 "f" unwind ^h84 @74 [%12]
# CHECK-NEXT:    py.pop_except %12 @78 [%15, %12]
# CHECK-NEXT:    py.return %15 @80 [%15]
# CHECK-NEXT:  ^b82:
# CHECK-NEXT:    py.reraise %11 unwind ^h84 @82 [%12, %11]
# CHECK-NEXT:  ^h84:
# CHECK-NEXT:    %16, %17 = py.catch_lasti @84 [%12]
# CHECK-NEXT:    py.pop_except %12 @86 [%12, %16, %17, %12]
# CHECK-NEXT:    py.reraise lasti %17, %16 @88 [%12, %16, %17]
