# RUN: cpy-dis %s | bc2ir | filecheck %s
# Handlers get the stack below their depth, and start with the exception; a cleanup one also with where it was raised.

def catch(f):
    try:
        f()
    except ValueError as e:
        raise KeyError from e
    finally:
        f()
# CHECK-LABEL: pyfunc export @catch {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    py.poll_tracing @2 []
# CHECK-NEXT:    %0 = py.push_null @4 []
# CHECK-NEXT:    %1 = py.load_fast 0 "f" unwind ^h26 @6 [%0]
# CHECK-NEXT:    %2 = py.call %0, %1 unwind ^h26 @12 [%0, %1]
# CHECK-NEXT:    py.pop_top %2 @22 [%2]
# CHECK-NEXT:    br ^b78
# CHECK-NEXT:  ^h26:
# CHECK-NEXT:    %3 = py.catch @26 []
# CHECK-NEXT:    %4 = py.push_exc_info %3 @26 [%3]
# CHECK-NEXT:    %5 = py.load_global 0 "ValueError" unwind ^h72 @28 [%4, %3]
# CHECK-NEXT:    %6 = py.check_exc_match %3, %5 unwind ^h72 @40 [%4, %3, %5]
# CHECK-NEXT:    cond_br %6, ^b44, ^b70
# CHECK-NEXT:  ^b44:
# CHECK-NEXT:    py.store_fast 1 "e" %3 @44 [%4, %3]
# CHECK-NEXT:    %7 = py.load_global 1 "KeyError" unwind ^h62 @46 [%4]
# CHECK-NEXT:    %8 = py.load_fast 1 "e" unwind ^h62 @58 [%4, %7]
# CHECK-NEXT:    py.raise %7, %8 unwind ^h62 @60 [%4, %7, %8]
# CHECK-NEXT:  ^h62:
# CHECK-NEXT:    %9, %10 = py.catch_lasti @62 [%4]
# CHECK-NEXT:    %11 = py.load_const 0 (None) @62 [%4, %9, %10]
# CHECK-NEXT:    py.store_fast 1 "e" %11 @64 [%4, %9, %10, %11]
# CHECK-NEXT:    py.delete_fast 1 "e" unwind ^h72 @66 [%4, %9, %10]
# CHECK-NEXT:    py.reraise lasti %10, %9 unwind ^h72 @68 [%4, %9, %10]
# CHECK-NEXT:  ^b70:
# CHECK-NEXT:    py.reraise %3 unwind ^h72 @70 [%4, %3]
# CHECK-NEXT:  ^h72:
# CHECK-NEXT:    %12, %13 = py.catch_lasti @72 [%4]
# CHECK-NEXT:    py.pop_except %4 @74 [%4, %12, %13, %4]
# CHECK-NEXT:    py.reraise lasti %13, %12 unwind ^h104 @76 [%4, %12, %13]
# CHECK-NEXT:  ^b78:
# CHECK-NEXT:    py.poll_tracing @78 []
# CHECK-NEXT:    %14 = py.push_null @80 []
# CHECK-NEXT:    %15 = py.load_fast 0 "f" @82 [%14]
# CHECK-NEXT:    %16 = py.call %14, %15 @88 [%14, %15]
# CHECK-NEXT:    py.pop_top %16 @98 [%16]
# CHECK-NEXT:    %17 = py.load_const 0 (None) @100 []
# CHECK-NEXT:    py.return %17 @102 [%17]
# CHECK-NEXT:  ^h104:
# CHECK-NEXT:    %18 = py.catch @104 []
# CHECK-NEXT:    %19 = py.push_exc_info %18 @104 [%18]
# CHECK-NEXT:    %20 = py.push_null @106 [%19, %18]
# CHECK-NEXT:    %21 = py.load_fast 0 "f" unwind ^h128 @108 [%19, %18, %20]
# CHECK-NEXT:    %22 = py.call %20, %21 unwind ^h128 @114 [%19, %18, %20, %21]
# CHECK-NEXT:    py.pop_top %22 @124 [%19, %18, %22]
# CHECK-NEXT:    py.reraise %18 unwind ^h128 @126 [%19, %18]
# CHECK-NEXT:  ^h128:
# CHECK-NEXT:    %23, %24 = py.catch_lasti @128 [%19]
# CHECK-NEXT:    py.pop_except %19 @130 [%19, %23, %24, %19]
# CHECK-NEXT:    py.reraise lasti %24, %23 @132 [%19, %23, %24]

def bare(f):
    try:
        f(1)
    except:
        raise
# CHECK-LABEL: pyfunc export @bare {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    py.poll_tracing @2 []
# CHECK-NEXT:    %0 = py.push_null @4 []
# CHECK-NEXT:    %1 = py.load_fast 0 "f" unwind ^h30 @6 [%0]
# CHECK-NEXT:    %2 = py.load_const 1 (1) @8 [%0, %1]
# CHECK-NEXT:    %3 = py.call %0, %1, %2 unwind ^h30 @14 [%0, %1, %2]
# CHECK-NEXT:    py.pop_top %3 @24 [%3]
# CHECK-NEXT:    %4 = py.load_const 0 (None) @26 []
# CHECK-NEXT:    py.return %4 @28 [%4]
# CHECK-NEXT:  ^h30:
# CHECK-NEXT:    %5 = py.catch @30 []
# CHECK-NEXT:    %6 = py.push_exc_info %5 @30 [%5]
# CHECK-NEXT:    py.pop_top %5 @32 [%6, %5]
# CHECK-NEXT:    py.raise unwind ^h36 @34 [%6]
# CHECK-NEXT:  ^h36:
# CHECK-NEXT:    %7, %8 = py.catch_lasti @36 [%6]
# CHECK-NEXT:    py.pop_except %6 @38 [%6, %7, %8, %6]
# CHECK-NEXT:    py.reraise lasti %8, %7 @40 [%6, %7, %8]

def below(a, f):
    for x in a:
        try:
            f(x)
        except f:
            pass
# CHECK-LABEL: pyfunc export @below {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.get_iter %0 @4 [%0]
# CHECK-NEXT:    br ^b6
# CHECK-NEXT:  ^b6:
# CHECK-NEXT:    %2 = py.for_iter %1 @6 [%1]
# CHECK-NEXT:    br_null %2, ^b58, ^b8
# CHECK-NEXT:  ^b8:
# CHECK-NEXT:    py.store_fast 2 "x" %2 @8 [%1, %2]
# CHECK-NEXT:    py.poll_tracing @10 [%1]
# CHECK-NEXT:    %3 = py.push_null @12 [%1]
# CHECK-NEXT:    %4 = py.load_fast 1 "f" unwind ^h36 @14 [%1, %3]
# CHECK-NEXT:    %5 = py.load_fast 2 "x" unwind ^h36 @16 [%1, %3, %4]
# CHECK-NEXT:    %6 = py.call %3, %4, %5 unwind ^h36 @22 [%1, %3, %4, %5]
# CHECK-NEXT:    py.pop_top %6 @32 [%1, %6]
# CHECK-NEXT:    py.check_eval_breaker 34 @34 [%1]
# CHECK-NEXT:    br ^b6
# CHECK-NEXT:  ^h36:
# CHECK-NEXT:    %7 = py.catch @36 [%1]
# CHECK-NEXT:    %8 = py.push_exc_info %7 @36 [%1, %7]
# CHECK-NEXT:    %9 = py.load_fast 1 "f" unwind ^h52 @38 [%1, %8, %7]
# CHECK-NEXT:    %10 = py.check_exc_match %7, %9 unwind ^h52 @40 [%1, %8, %7, %9]
# CHECK-NEXT:    cond_br %10, ^b44, ^b50
# CHECK-NEXT:  ^b44:
# CHECK-NEXT:    py.pop_top %7 @44 [%1, %8, %7]
# CHECK-NEXT:    py.pop_except %8 @46 [%1, %8]
# CHECK-NEXT:    py.check_eval_breaker 48 @48 [%1]
# CHECK-NEXT:    br ^b6
# CHECK-NEXT:  ^b50:
# CHECK-NEXT:    py.reraise %7 unwind ^h52 @50 [%1, %8, %7]
# CHECK-NEXT:  ^h52:
# CHECK-NEXT:    %11, %12 = py.catch_lasti @52 [%1, %8]
# CHECK-NEXT:    py.pop_except %8 @54 [%1, %8, %11, %12, %8]
# CHECK-NEXT:    py.reraise lasti %12, %11 @56 [%1, %8, %11, %12]
# CHECK-NEXT:  ^b58:
# CHECK-NEXT:    %13 = py.load_const 0 (None) @58 []
# CHECK-NEXT:    py.return %13 @60 [%13]

def groups(f):
    try:
        f()
    except* ValueError as e:
        f(e)
# CHECK-LABEL: pyfunc export @groups {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    py.poll_tracing @2 []
# CHECK-NEXT:    %0 = py.push_null @4 []
# CHECK-NEXT:    %1 = py.load_fast 0 "f" unwind ^h28 @6 [%0]
# CHECK-NEXT:    %2 = py.call %0, %1 unwind ^h28 @12 [%0, %1]
# CHECK-NEXT:    py.pop_top %2 @22 [%2]
# CHECK-NEXT:    %3 = py.load_const 0 (None) @24 []
# CHECK-NEXT:    py.return %3 @26 [%3]
# CHECK-NEXT:  ^h28:
# CHECK-NEXT:    %4 = py.catch @28 []
# CHECK-NEXT:    %5 = py.push_exc_info %4 @28 [%4]
# CHECK-NEXT:    %6 = py.build_list unwind ^h122 @32 [%5, %4, %4]
# CHECK-NEXT:    %7 = py.load_global 0 "ValueError" unwind ^h122 @36 [%5, %4, %6, %4]
# CHECK-NEXT:    %8, %9 = py.check_eg_match %4, %7 unwind ^h122 @48 [%5, %4, %6, %4, %7]
# CHECK-NEXT:    %10 = py.is_none %9 @52 [%5, %4, %6, %8, %9, %9]
# CHECK-NEXT:    cond_br %10, ^b54, ^b58
# CHECK-NEXT:  ^b54:
# CHECK-NEXT:    py.pop_top %9 @54 [%5, %4, %6, %8, %9]
# CHECK-NEXT:    br ^b100
# CHECK-NEXT:  ^b58:
# CHECK-NEXT:    py.store_fast 1 "e" %9 @58 [%5, %4, %6, %8, %9]
# CHECK-NEXT:    %11 = py.push_null @60 [%5, %4, %6, %8]
# CHECK-NEXT:    %12 = py.load_fast 0 "f" unwind ^h90 @62 [%5, %4, %6, %8, %11]
# CHECK-NEXT:    %13 = py.load_fast 1 "e" unwind ^h90 @64 [%5, %4, %6, %8, %11, %12]
# CHECK-NEXT:    %14 = py.call %11, %12, %13 unwind ^h90 @70 [%5, %4, %6, %8, %11, %12, %13]
# CHECK-NEXT:    py.pop_top %14 @80 [%5, %4, %6, %8, %14]
# CHECK-NEXT:    %15 = py.load_const 0 (None) @82 [%5, %4, %6, %8]
# CHECK-NEXT:    py.store_fast 1 "e" %15 @84 [%5, %4, %6, %8, %15]
# CHECK-NEXT:    py.delete_fast 1 "e" unwind ^h122 @86 [%5, %4, %6, %8]
# CHECK-NEXT:    br ^b100
# CHECK-NEXT:  ^h90:
# CHECK-NEXT:    %16, %17 = py.catch_lasti @90 [%5, %4, %6, %8]
# CHECK-NEXT:    %18 = py.load_const 0 (None) @90 [%5, %4, %6, %8, %16, %17]
# CHECK-NEXT:    py.store_fast 1 "e" %18 @92 [%5, %4, %6, %8, %16, %17, %18]
# CHECK-NEXT:    py.delete_fast 1 "e" unwind ^h122 @94 [%5, %4, %6, %8, %16, %17]
# CHECK-NEXT:    py.list_append %6, %17 unwind ^h122 @96 [%5, %4, %6, %8, %16, %17]
# CHECK-NEXT:    py.pop_top %16 @98 [%5, %4, %6, %8, %16]
# CHECK-NEXT:    br ^b100
# CHECK-NEXT:  ^b100:
# CHECK-NEXT:    py.list_append %6, %8 unwind ^h122 @100 [%5, %4, %6, %8]
# CHECK-NEXT:    %19 = py.prep_reraise_star %4, %6 unwind ^h122 @102 [%5, %4, %6]
# CHECK-NEXT:    %20 = py.is_none %19 @106 [%5, %19, %19]
# CHECK-NEXT:    cond_br %20, ^b108, ^b116
# CHECK-NEXT:  ^b108:
# CHECK-NEXT:    py.pop_top %19 @108 [%5, %19]
# CHECK-NEXT:    py.pop_except %5 @110 [%5]
# CHECK-NEXT:    %21 = py.load_const 0 (None) @112 []
# CHECK-NEXT:    py.return %21 @114 [%21]
# CHECK-NEXT:  ^b116:
# CHECK-NEXT:    py.pop_except %5 @118 [%19, %5]
# CHECK-NEXT:    py.reraise %19 @120 [%19]
# CHECK-NEXT:  ^h122:
# CHECK-NEXT:    %22, %23 = py.catch_lasti @122 [%5]
# CHECK-NEXT:    py.pop_except %5 @124 [%5, %22, %23, %5]
# CHECK-NEXT:    py.reraise lasti %23, %22 @126 [%5, %22, %23]
