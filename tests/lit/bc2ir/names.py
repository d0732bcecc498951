# RUN: cpy-dis %s | bc2ir | filecheck %s
# A global that is called brings its NULL along; names of class bodies and modules go through the namespace.

def globals_(a):
    global g
    g = h
    del g
    h(a)
# CHECK-LABEL: pyfunc export @globals_ {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_global 0 "h" @2 []
# CHECK-NEXT:    py.store_global 1 "g" %0 @14 [%0]
# CHECK-NEXT:    py.delete_global 1 "g" @16 []
# CHECK-NEXT:    %1 = py.push_null @18 []
# CHECK-NEXT:    %2 = py.load_global 0 "h" @18 []
# CHECK-NEXT:    %3 = py.load_fast 0 "a" @30 [%1, %2]
# CHECK-NEXT:    %4 = py.call %1, %2, %3 @36 [%1, %2, %3]
# CHECK-NEXT:    py.pop_top %4 @46 [%4]
# CHECK-NEXT:    %5 = py.load_const 0 (None) @48 []
# CHECK-NEXT:    py.return %5 @50 [%5]

class C:
    x: int = g
    del x
# CHECK-LABEL: pyfunc export @C {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_name 0 "__name__" @2 []
# CHECK-NEXT:    py.store_name 1 "__module__" %0 @4 [%0]
# CHECK-NEXT:    %1 = py.load_const 0 ("C") @6 []
# CHECK-NEXT:    py.store_name 2 "__qualname__" %1 @8 [%1]
# CHECK-NEXT:    py.setup_annotations @10 []
# CHECK-NEXT:    %2 = py.load_name 3 "g" @12 []
# CHECK-NEXT:    py.store_name 4 "x" %2 @14 [%2]
# CHECK-NEXT:    %3 = py.load_name 5 "int" @16 []
# CHECK-NEXT:    %4 = py.load_name 6 "__annotations__" @18 [%3]
# CHECK-NEXT:    %5 = py.load_const 1 ("x") @20 [%3, %4]
# CHECK-NEXT:    py.store_subscr %3, %4, %5 @22 [%3, %4, %5]
# CHECK-NEXT:    py.delete_name 4 "x" @26 []
# CHECK-NEXT:    %6 = py.load_const 2 (None) @28 []
# CHECK-NEXT:    py.return %6 @30 [%6]

def asserts(a):
    assert a
# CHECK-LABEL: pyfunc export @asserts {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 []
# CHECK-NEXT:    %1 = py.truth %0 @4 [%0]
# CHECK-NEXT:    cond_br %1, ^b10, ^b6
# CHECK-NEXT:  ^b6:
# CHECK-NEXT:    %2 = py.load_assertion_error @6 []
# CHECK-NEXT:    py.raise %2 @8 [%2]
# CHECK-NEXT:  ^b10:
# CHECK-NEXT:    %3 = py.load_const 0 (None) @10 []
# CHECK-NEXT:    py.return %3 @12 [%3]
