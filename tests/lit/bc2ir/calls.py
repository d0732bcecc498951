# RUN: cpy-dis %s | bc2ir | filecheck %s
# A call is its method or NULL, its self or callable, and the arguments; keyword names are a constant.

def shapes(f, a):
    f(a)
    f(a, x=a, y=1)
    a.m(x=a)
# CHECK-LABEL: pyfunc export @shapes {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.push_null @2 []
# CHECK-NEXT:    %1 = py.load_fast 0 "f" @4 [%0]
# CHECK-NEXT:    %2 = py.load_fast 1 "a" @6 [%0, %1]
# CHECK-NEXT:    %3 = py.call %0, %1, %2 @12 [%0, %1, %2]
# CHECK-NEXT:    py.pop_top %3 @22 [%3]
# CHECK-NEXT:    %4 = py.push_null @24 []
# CHECK-NEXT:    %5 = py.load_fast 0 "f" @26 [%4]
# CHECK-NEXT:    %6 = py.load_fast 1 "a" @28 [%4, %5]
# CHECK-NEXT:    %7 = py.load_fast 1 "a" @30 [%4, %5, %6]
# CHECK-NEXT:    %8 = py.load_const 1 (1) @32 [%4, %5, %6, %7]
# CHECK-NEXT:    %9 = py.call kw 2 %4, %5, %6, %7, %8 @40 [%4, %5, %6, %7, %8]
# CHECK-NEXT:    py.pop_top %9 @50 [%9]
# CHECK-NEXT:    %10 = py.load_fast 1 "a" @52 []
# CHECK-NEXT:    %11, %12 = py.load_method 0 "m" %10 @54 [%10]
# CHECK-NEXT:    %13 = py.load_fast 1 "a" @76 [%11, %12]
# CHECK-NEXT:    %14 = py.call kw 3 %11, %12, %13 @84 [%11, %12, %13]
# CHECK-NEXT:    py.pop_top %14 @94 [%14]
# CHECK-NEXT:    %15 = py.load_const 0 (None) @96 []
# CHECK-NEXT:    py.return %15 @98 [%15]

def spread(f, a, b):
    f(*a)
    f(*a, **b, **a)
# CHECK-LABEL: pyfunc export @spread {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.push_null @2 []
# CHECK-NEXT:    %1 = py.load_fast 0 "f" @4 [%0]
# CHECK-NEXT:    %2 = py.load_fast 1 "a" @6 [%0, %1]
# CHECK-NEXT:    %3 = py.call_function_ex %0, %1, %2 @8 [%0, %1, %2]
# CHECK-NEXT:    py.pop_top %3 @10 [%3]
# CHECK-NEXT:    %4 = py.push_null @12 []
# CHECK-NEXT:    %5 = py.load_fast 0 "f" @14 [%4]
# CHECK-NEXT:    %6 = py.load_fast 1 "a" @16 [%4, %5]
# CHECK-NEXT:    %7 = py.build_map @18 [%4, %5, %6]
# CHECK-NEXT:    %8 = py.load_fast 2 "b" @20 [%4, %5, %6, %7]
# CHECK-NEXT:    py.dict_merge %5, %7, %8 @22 [%4, %5, %6, %7, %8]
# CHECK-NEXT:    %9 = py.load_fast 1 "a" @24 [%4, %5, %6, %7]
# CHECK-NEXT:    py.dict_merge %5, %7, %9 @26 [%4, %5, %6, %7, %9]
# CHECK-NEXT:    %10 = py.call_function_ex %4, %5, %6, %7 @28 [%4, %5, %6, %7]
# CHECK-NEXT:    py.pop_top %10 @30 [%10]
# CHECK-NEXT:    %11 = py.load_const 0 (None) @32 []
# CHECK-NEXT:    py.return %11 @34 [%11]

def functions(a, *, b=1) -> int:
    def inner(x=a, *, y: int = b):
        return a
    return lambda: 0
# CHECK-LABEL: pyfunc export @functions {
# CHECK:       ^entry:
# CHECK-NEXT:    py.make_cell 0 "a" @0 []
# CHECK-NEXT:    py.resume 0 @2 []
# CHECK-NEXT:    %0 = py.load_deref 0 "a" @4 []
# CHECK-NEXT:    %1 = py.build_tuple %0 @6 [%0]
# CHECK-NEXT:    %2 = py.load_fast 1 "b" @8 [%1]
# CHECK-NEXT:    %3 = py.load_const 1 (("y",)) @10 [%1, %2]
# CHECK-NEXT:    %4 = py.build_const_key_map %2, %3 @12 [%1, %2, %3]
# CHECK-NEXT:    %5 = py.load_const 2 ("y") @14 [%1, %4]
# CHECK-NEXT:    %6 = py.load_global 0 "int" @16 [%1, %4, %5]
# CHECK-NEXT:    %7 = py.build_tuple %5, %6 @28 [%1, %4, %5, %6]
# CHECK-NEXT:    %8 = py.load_closure 0 "a" @30 [%1, %4, %7]
# CHECK-NEXT:    %9 = py.build_tuple %8 @32 [%1, %4, %7, %8]
# CHECK-NEXT:    %10 = py.load_const 3 (code "functions.<locals>.inner") @34 [%1, %4, %7, %9]
# CHECK-NEXT:    %11 = py.make_function 15 %1, %4, %7, %9, %10 @36 [%1, %4, %7, %9, %10]
# CHECK-NEXT:    py.store_fast 2 "inner" %11 @38 [%11]
# CHECK-NEXT:    %12 = py.load_const 4 (code "functions.<locals>.<lambda>") @40 []
# CHECK-NEXT:    %13 = py.make_function 0 %12 @42 [%12]
# CHECK-NEXT:    py.return %13 @44 [%13]
# CHECK-LABEL: pyfunc export @"functions.<locals>.inner" {
# CHECK:       ^entry:
# CHECK-NEXT:    py.copy_free_vars 1 @0 []
# CHECK-NEXT:    py.resume 0 @2 []
# CHECK-NEXT:    %0 = py.load_deref 2 "a" @4 []
# CHECK-NEXT:    py.return %0 @6 [%0]
# CHECK-LABEL: pyfunc export @"functions.<locals>.<lambda>" {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_const 1 (0) @2 []
# CHECK-NEXT:    py.return %0 @4 [%0]
