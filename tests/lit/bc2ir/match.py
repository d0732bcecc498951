# RUN: cpy-dis %s | bc2ir | filecheck %s
# Patterns peek at their subject.

def sequence(a):
    match a:
        case [1, x]:
            return x
# CHECK-LABEL: pyfunc export @sequence {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.match_sequence %0 @4 [%0]
# CHECK-NEXT:    cond_br %1, ^b8, ^b40(%0)
# CHECK-NEXT:  ^b8:
# CHECK-NEXT:    %2 = py.get_len %0 @8 [%0]
# CHECK-NEXT:    %3 = py.load_const 1 (2) @10 [%0, %2]
# CHECK-NEXT:    %4 = py.compare_op eq %2, %3 @12 [%0, %2, %3]
# CHECK-NEXT:    %5 = py.truth %4 @18 [%0, %4]
# CHECK-NEXT:    cond_br %5, ^b20, ^b40(%0)
# CHECK-NEXT:  ^b20:
# CHECK-NEXT:    %6, %7 = py.unpack_sequence 2 %0 @20 [%0]
# CHECK-NEXT:    %8 = py.load_const 2 (1) @24 [%7, %6]
# CHECK-NEXT:    %9 = py.compare_op eq %6, %8 @26 [%7, %6, %8]
# CHECK-NEXT:    %10 = py.truth %9 @32 [%7, %9]
# CHECK-NEXT:    cond_br %10, ^b34, ^b40(%7)
# CHECK-NEXT:  ^b34:
# CHECK-NEXT:    py.store_fast 1 "x" %7 @34 [%7]
# CHECK-NEXT:    %11 = py.load_fast 1 "x" @36 []
# CHECK-NEXT:    py.return %11 @38 [%11]
# CHECK-NEXT:  ^b40(%12: obj):
# CHECK-NEXT:    py.pop_top %12 @40 [%12]
# CHECK-NEXT:    %13 = py.load_const 0 (None) @42 []
# CHECK-NEXT:    py.return %13 @44 [%13]

def mapping(a):
    match a:
        case {"k": v}:
            return v
# CHECK-LABEL: pyfunc export @mapping {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.match_mapping %0 @4 [%0]
# CHECK-NEXT:    cond_br %1, ^b8, ^b46
# CHECK-NEXT:  ^b8:
# CHECK-NEXT:    %2 = py.get_len %0 @8 [%0]
# CHECK-NEXT:    %3 = py.load_const 1 (1) @10 [%0, %2]
# CHECK-NEXT:    %4 = py.compare_op ge %2, %3 @12 [%0, %2, %3]
# CHECK-NEXT:    %5 = py.truth %4 @18 [%0, %4]
# CHECK-NEXT:    cond_br %5, ^b20, ^b46
# CHECK-NEXT:  ^b20:
# CHECK-NEXT:    %6 = py.load_const 3 (("k",)) @20 [%0]
# CHECK-NEXT:    %7 = py.match_keys %0, %6 @22 [%0, %6]
# CHECK-NEXT:    %8 = py.is_none %7 @26 [%0, %6, %7, %7]
# CHECK-NEXT:    cond_br %8, ^b42, ^b28
# CHECK-NEXT:  ^b28:
# CHECK-NEXT:    %9 = py.unpack_sequence 1 %7 @28 [%0, %6, %7]
# CHECK-NEXT:    py.store_fast 1 "v" %9 @32 [%0, %6, %9]
# CHECK-NEXT:    py.pop_top %6 @34 [%0, %6]
# CHECK-NEXT:    py.pop_top %0 @36 [%0]
# CHECK-NEXT:    %10 = py.load_fast 1 "v" @38 []
# CHECK-NEXT:    py.return %10 @40 [%10]
# CHECK-NEXT:  ^b42:
# CHECK-NEXT:    py.pop_top %7 @42 [%0, %6, %7]
# CHECK-NEXT:    py.pop_top %6 @44 [%0, %6]
# CHECK-NEXT:    br ^b46
# CHECK-NEXT:  ^b46:
# CHECK-NEXT:    py.pop_top %0 @46 [%0]
# CHECK-NEXT:    %11 = py.load_const 0 (None) @48 []
# CHECK-NEXT:    py.return %11 @50 [%11]

def class_(a):
    match a:
        case C(x, y=1):
            return x
# CHECK-LABEL: pyfunc export @class_ {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.load_global 0 "C" @4 [%0]
# CHECK-NEXT:    %2 = py.load_const 1 (("y",)) @16 [%0, %1]
# CHECK-NEXT:    %3 = py.match_class 1 %0, %1, %2 @18 [%0, %1, %2]
# CHECK-NEXT:    %4 = py.is_none %3 @22 [%3, %3]
# CHECK-NEXT:    cond_br %4, ^b46(%3), ^b24
# CHECK-NEXT:  ^b24:
# CHECK-NEXT:    %5, %6 = py.unpack_sequence 2 %3 @24 [%3]
# CHECK-NEXT:    %7 = py.load_const 2 (1) @30 [%5, %6]
# CHECK-NEXT:    %8 = py.compare_op eq %6, %7 @32 [%5, %6, %7]
# CHECK-NEXT:    %9 = py.truth %8 @38 [%5, %8]
# CHECK-NEXT:    cond_br %9, ^b40, ^b46(%5)
# CHECK-NEXT:  ^b40:
# CHECK-NEXT:    py.store_fast 1 "x" %5 @40 [%5]
# CHECK-NEXT:    %10 = py.load_fast 1 "x" @42 []
# CHECK-NEXT:    py.return %10 @44 [%10]
# CHECK-NEXT:  ^b46(%11: obj):
# CHECK-NEXT:    py.pop_top %11 @46 [%11]
# CHECK-NEXT:    %12 = py.load_const 0 (None) @48 []
# CHECK-NEXT:    py.return %12 @50 [%12]
