# RUN: cpy-dis %s | bc2ir | filecheck %s
# Containers take over what they are built of; adding to one peeks at it below the loop's iterator.

def displays(a, b):
    return (a, b), [a, b], {a, b}, {a: b}, {"x": a, "y": b}
# CHECK-LABEL: pyfunc export @displays {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.load_fast 1 "b" @4 [%0]
# CHECK-NEXT:    %2 = py.build_tuple %0, %1 @6 [%0, %1]
# CHECK-NEXT:    %3 = py.load_fast 0 "a" @8 [%2]
# CHECK-NEXT:    %4 = py.load_fast 1 "b" @10 [%2, %3]
# CHECK-NEXT:    %5 = py.build_list %3, %4 @12 [%2, %3, %4]
# CHECK-NEXT:    %6 = py.load_fast 0 "a" @14 [%2, %5]
# CHECK-NEXT:    %7 = py.load_fast 1 "b" @16 [%2, %5, %6]
# CHECK-NEXT:    %8 = py.build_set %6, %7 @18 [%2, %5, %6, %7]
# CHECK-NEXT:    %9 = py.load_fast 0 "a" @20 [%2, %5, %8]
# CHECK-NEXT:    %10 = py.load_fast 1 "b" @22 [%2, %5, %8, %9]
# CHECK-NEXT:    %11 = py.build_map %9, %10 @24 [%2, %5, %8, %9, %10]
# CHECK-NEXT:    %12 = py.load_fast 0 "a" @26 [%2, %5, %8, %11]
# CHECK-NEXT:    %13 = py.load_fast 1 "b" @28 [%2, %5, %8, %11, %12]
# CHECK-NEXT:    %14 = py.load_const 1 (("x", "y")) @30 [%2, %5, %8, %11, %12, %13]
# CHECK-NEXT:    %15 = py.build_const_key_map %12, %13, %14 @32 [%2, %5, %8, %11, %12, %13, %14]
# CHECK-NEXT:    %16 = py.build_tuple %2, %5, %8, %11, %15 @34 [%2, %5, %8, %11, %15]
# CHECK-NEXT:    py.return %16 @36 [%16]

def stars(a, b):
    return [*a, b], (*a,), {*a}, {**a, "x": b}
# CHECK-LABEL: pyfunc export @stars {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.build_list @2 []
# CHECK-NEXT:    %1 = py.load_fast 0 "a" @4 [%0]
# CHECK-NEXT:    py.list_extend %0, %1 @6 [%0, %1]
# CHECK-NEXT:    %2 = py.load_fast 1 "b" @8 [%0]
# CHECK-NEXT:    py.list_append %0, %2 @10 [%0, %2]
# CHECK-NEXT:    %3 = py.build_list @12 [%0]
# CHECK-NEXT:    %4 = py.load_fast 0 "a" @14 [%0, %3]
# CHECK-NEXT:    py.list_extend %3, %4 @16 [%0, %3, %4]
# CHECK-NEXT:    %5 = py.list_to_tuple %3 @18 [%0, %3]
# CHECK-NEXT:    %6 = py.build_set @20 [%0, %5]
# CHECK-NEXT:    %7 = py.load_fast 0 "a" @22 [%0, %5, %6]
# CHECK-NEXT:    py.set_update %6, %7 @24 [%0, %5, %6, %7]
# CHECK-NEXT:    %8 = py.build_map @26 [%0, %5, %6]
# CHECK-NEXT:    %9 = py.load_fast 0 "a" @28 [%0, %5, %6, %8]
# CHECK-NEXT:    py.dict_update %8, %9 @30 [%0, %5, %6, %8, %9]
# CHECK-NEXT:    %10 = py.load_const 1 ("x") @32 [%0, %5, %6, %8]
# CHECK-NEXT:    %11 = py.load_fast 1 "b" @34 [%0, %5, %6, %8, %10]
# CHECK-NEXT:    %12 = py.build_map %10, %11 @36 [%0, %5, %6, %8, %10, %11]
# CHECK-NEXT:    py.dict_update %8, %12 @38 [%0, %5, %6, %8, %12]
# CHECK-NEXT:    %13 = py.build_tuple %0, %5, %6, %8 @40 [%0, %5, %6, %8]
# CHECK-NEXT:    py.return %13 @42 [%13]

def comprehensions(a):
    return [x for x in a], {x for x in a}, {x: x for x in a}
# CHECK-LABEL: pyfunc export @comprehensions {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_const 1 @2 []
# CHECK-NEXT:    %1 = py.make_function 0 %0 @4 [%0]
# CHECK-NEXT:    %2 = py.load_fast 0 "a" @6 [%1]
# CHECK-NEXT:    %3 = py.get_iter %2 @8 [%1, %2]
# CHECK-NEXT:    %4 = py.call %1, %3 @14 [%1, %3]
# CHECK-NEXT:    %5 = py.load_const 2 (code "comprehensions.<locals>.<setcomp>") @24 [%4]
# CHECK-NEXT:    %6 = py.make_function 0 %5 @26 [%4, %5]
# CHECK-NEXT:    %7 = py.load_fast 0 "a" @28 [%4, %6]
# CHECK-NEXT:    %8 = py.get_iter %7 @30 [%4, %6, %7]
# CHECK-NEXT:    %9 = py.call %6, %8 @36 [%4, %6, %8]
# CHECK-NEXT:    %10 = py.load_const 3 @46 [%4, %9]
# CHECK-NEXT:    %11 = py.make_function 0 %10 @48 [%4, %9, %10]
# CHECK-NEXT:    %12 = py.load_fast 0 "a" @50 [%4, %9, %11]
# CHECK-NEXT:    %13 = py.get_iter %12 @52 [%4, %9, %11, %12]
# CHECK-NEXT:    %14 = py.call %11, %13 @58 [%4, %9, %11, %13]
# CHECK-NEXT:    %15 = py.build_tuple %4, %9, %14 @68 [%4, %9, %14]
# CHECK-NEXT:    py.return %15 @70 [%15]
# CHECK-LABEL: pyfunc export @"comprehensions.<locals>.<listcomp>" {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.build_list @2 []
# CHECK-NEXT:    %1 = py.load_fast 0 ".0" @4 [%0]
# CHECK-NEXT:    br ^b6
# CHECK-NEXT:  ^b6:
# CHECK-NEXT:    %2 = py.for_iter %1 @6 [%0, %1]
# CHECK-NEXT:    br_null %2, ^b16, ^b8
# CHECK-NEXT:  ^b8:
# CHECK-NEXT:    py.store_fast 1 "x" %2 @8 [%0, %1, %2]
# CHECK-NEXT:    %3 = py.load_fast 1 "x" @10 [%0, %1]
# CHECK-NEXT:    py.list_append %0, %3 @12 [%0, %1, %3]
# CHECK-NEXT:    py.check_eval_breaker 14 @14 [%0, %1]
# CHECK-NEXT:    br ^b6
# CHECK-NEXT:  ^b16:
# CHECK-NEXT:    py.return %0 @16 [%0]
# CHECK-LABEL: pyfunc export @"comprehensions.<locals>.<setcomp>" {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.build_set @2 []
# CHECK-NEXT:    %1 = py.load_fast 0 ".0" @4 [%0]
# CHECK-NEXT:    br ^b6
# CHECK-NEXT:  ^b6:
# CHECK-NEXT:    %2 = py.for_iter %1 @6 [%0, %1]
# CHECK-NEXT:    br_null %2, ^b16, ^b8
# CHECK-NEXT:  ^b8:
# CHECK-NEXT:    py.store_fast 1 "x" %2 @8 [%0, %1, %2]
# CHECK-NEXT:    %3 = py.load_fast 1 "x" @10 [%0, %1]
# CHECK-NEXT:    py.set_add %0, %3 @12 [%0, %1, %3]
# CHECK-NEXT:    py.check_eval_breaker 14 @14 [%0, %1]
# CHECK-NEXT:    br ^b6
# CHECK-NEXT:  ^b16:
# CHECK-NEXT:    py.return %0 @16 [%0]
# CHECK-LABEL: pyfunc export @"comprehensions.<locals>.<dictcomp>" {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.build_map @2 []
# CHECK-NEXT:    %1 = py.load_fast 0 ".0" @4 [%0]
# CHECK-NEXT:    br ^b6
# CHECK-NEXT:  ^b6:
# CHECK-NEXT:    %2 = py.for_iter %1 @6 [%0, %1]
# CHECK-NEXT:    br_null %2, ^b18, ^b8
# CHECK-NEXT:  ^b8:
# CHECK-NEXT:    py.store_fast 1 "x" %2 @8 [%0, %1, %2]
# CHECK-NEXT:    %3 = py.load_fast 1 "x" @10 [%0, %1]
# CHECK-NEXT:    %4 = py.load_fast 1 "x" @12 [%0, %1, %3]
# CHECK-NEXT:    py.map_add %0, %3, %4 @14 [%0, %1, %3, %4]
# CHECK-NEXT:    py.check_eval_breaker 16 @16 [%0, %1]
# CHECK-NEXT:    br ^b6
# CHECK-NEXT:  ^b18:
# CHECK-NEXT:    py.return %0 @18 [%0]

def unpack(a):
    b, c = a
    b, *c, d, e = a
# CHECK-LABEL: pyfunc export @unpack {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1, %2 = py.unpack_sequence 2 %0 @4 [%0]
# CHECK-NEXT:    py.store_fast 1 "b" %1 @8 [%2, %1]
# CHECK-NEXT:    py.store_fast 2 "c" %2 @10 [%2]
# CHECK-NEXT:    %3 = py.load_fast 0 "a" @12 []
# CHECK-NEXT:    %4, %5, %6, %7 = py.unpack_ex 1 2 %3 @16 [%3]
# CHECK-NEXT:    py.store_fast 1 "b" %4 @18 [%7, %6, %5, %4]
# CHECK-NEXT:    py.store_fast 2 "c" %5 @20 [%7, %6, %5]
# CHECK-NEXT:    py.store_fast 3 "d" %6 @22 [%7, %6]
# CHECK-NEXT:    py.store_fast 4 "e" %7 @24 [%7]
# CHECK-NEXT:    %8 = py.load_const 0 (None) @26 []
# CHECK-NEXT:    py.return %8 @28 [%8]

def strings(a, b):
    return f"{a}-{b!r:>{a}}"
# CHECK-LABEL: pyfunc export @strings {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.format_value 0 %0 @4 [%0]
# CHECK-NEXT:    %2 = py.load_const 1 ("-") @6 [%1]
# CHECK-NEXT:    %3 = py.load_fast 1 "b" @8 [%1, %2]
# CHECK-NEXT:    %4 = py.load_const 2 (">") @10 [%1, %2, %3]
# CHECK-NEXT:    %5 = py.load_fast 0 "a" @12 [%1, %2, %3, %4]
# CHECK-NEXT:    %6 = py.format_value 0 %5 @14 [%1, %2, %3, %4, %5]
# CHECK-NEXT:    %7 = py.build_string %4, %6 @16 [%1, %2, %3, %4, %6]
# CHECK-NEXT:    %8 = py.format_value 6 %3, %7 @18 [%1, %2, %3, %7]
# CHECK-NEXT:    %9 = py.build_string %1, %2, %8 @20 [%1, %2, %8]
# CHECK-NEXT:    py.return %9 @22 [%9]
