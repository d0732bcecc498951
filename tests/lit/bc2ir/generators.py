# RUN: cpy-dis %s | bc2ir | filecheck %s
# What suspends keeps its stack in the frame: it is loaded again where the frame goes on, and what was thrown is raised there.

def generator(a):
    yield a
# CHECK-LABEL: pyfunc export @generator {
# CHECK:       ^entry:
# CHECK-NEXT:    py.return_generator ^r0 @0 []
# CHECK-NEXT:  ^r0:
# CHECK-NEXT:    %0 = py.load_stack 0 @0 []
# CHECK-NEXT:    py.check_throw @0 [%0]
# CHECK-NEXT:    py.pop_top %0 @2 [%0]
# CHECK-NEXT:    py.resume 0 @4 []
# CHECK-NEXT:    %1 = py.load_fast 0 "a" @6 []
# CHECK-NEXT:    py.yield_value %1, ^r8 @8 [%1]
# CHECK-NEXT:  ^r8:
# CHECK-NEXT:    %2 = py.load_stack 0 @8 []
# CHECK-NEXT:    py.check_throw @8 [%2]
# CHECK-NEXT:    py.resume 1 @10 [%2]
# CHECK-NEXT:    py.pop_top %2 @12 [%2]
# CHECK-NEXT:    %3 = py.load_const 0 (None) @14 []
# CHECK-NEXT:    py.return %3 @16 [%3]

def closure(a):
    def inner():
        yield a
    return inner
# CHECK-LABEL: pyfunc export @closure {
# CHECK:       ^entry:
# CHECK-NEXT:    py.make_cell 0 "a" @0 []
# CHECK-NEXT:    py.resume 0 @2 []
# CHECK-NEXT:    %0 = py.load_closure 0 "a" @4 []
# CHECK-NEXT:    %1 = py.build_tuple %0 @6 [%0]
# CHECK-NEXT:    %2 = py.load_const 1 (code "closure.<locals>.inner") @8 [%1]
# CHECK-NEXT:    %3 = py.make_function 8 %1, %2 @10 [%1, %2]
# CHECK-NEXT:    py.store_fast 1 "inner" %3 @12 [%3]
# CHECK-NEXT:    %4 = py.load_fast 1 "inner" @14 []
# CHECK-NEXT:    py.return %4 @16 [%4]
# CHECK-LABEL: pyfunc export @"closure.<locals>.inner" {
# CHECK:       ^entry:
# CHECK-NEXT:    py.copy_free_vars 1 @0 []
# CHECK-NEXT:    py.return_generator ^r2 @2 []
# CHECK-NEXT:  ^r2:
# CHECK-NEXT:    %0 = py.load_stack 0 @2 []
# CHECK-NEXT:    py.check_throw @2 [%0]
# CHECK-NEXT:    py.pop_top %0 @4 [%0]
# CHECK-NEXT:    py.resume 0 @6 []
# CHECK-NEXT:    %1 = py.load_deref 0 "a" @8 []
# CHECK-NEXT:    py.yield_value %1, ^r10 @10 [%1]
# CHECK-NEXT:  ^r10:
# CHECK-NEXT:    %2 = py.load_stack 0 @10 []
# CHECK-NEXT:    py.check_throw @10 [%2]
# CHECK-NEXT:    py.resume 1 @12 [%2]
# CHECK-NEXT:    py.pop_top %2 @14 [%2]
# CHECK-NEXT:    %3 = py.load_const 0 (None) @16 []
# CHECK-NEXT:    py.return %3 @18 [%3]

def in_loop(a):
    for x in a:
        y = yield x
# CHECK-LABEL: pyfunc export @in_loop {
# CHECK:       ^entry:
# CHECK-NEXT:    py.return_generator ^r0 @0 []
# CHECK-NEXT:  ^r0:
# CHECK-NEXT:    %0 = py.load_stack 0 @0 []
# CHECK-NEXT:    py.check_throw @0 [%0]
# CHECK-NEXT:    py.pop_top %0 @2 [%0]
# CHECK-NEXT:    py.resume 0 @4 []
# CHECK-NEXT:    %1 = py.load_fast 0 "a" @6 []
# CHECK-NEXT:    %2 = py.get_iter %1 @8 [%1]
# CHECK-NEXT:    br ^b10(%2)
# CHECK-NEXT:  ^b10(%3: obj):
# CHECK-NEXT:    %4 = py.for_iter %3 @10 [%3]
# CHECK-NEXT:    br_null %4, ^b24, ^b12
# CHECK-NEXT:  ^b12:
# CHECK-NEXT:    py.store_fast 1 "x" %4 @12 [%3, %4]
# CHECK-NEXT:    %5 = py.load_fast 1 "x" @14 [%3]
# CHECK-NEXT:    py.yield_value %5, %3, ^r16 @16 [%3, %5]
# CHECK-NEXT:  ^r16:
# CHECK-NEXT:    %6 = py.load_stack 0 @16 []
# CHECK-NEXT:    %7 = py.load_stack 1 @16 []
# CHECK-NEXT:    py.check_throw @16 [%6, %7]
# CHECK-NEXT:    py.resume 1 @18 [%6, %7]
# CHECK-NEXT:    py.store_fast 2 "y" %7 @20 [%6, %7]
# CHECK-NEXT:    py.check_eval_breaker 22 @22 [%6]
# CHECK-NEXT:    br ^b10(%6)
# CHECK-NEXT:  ^b24:
# CHECK-NEXT:    %8 = py.load_const 0 (None) @24 []
# CHECK-NEXT:    py.return %8 @26 [%8]

def delegating(a):
    return (yield from a)
# CHECK-LABEL: pyfunc export @delegating {
# CHECK:       ^entry:
# CHECK-NEXT:    py.return_generator ^r0 @0 []
# CHECK-NEXT:  ^r0:
# CHECK-NEXT:    %0 = py.load_stack 0 @0 []
# CHECK-NEXT:    py.check_throw @0 [%0]
# CHECK-NEXT:    py.pop_top %0 @2 [%0]
# CHECK-NEXT:    py.resume 0 @4 []
# CHECK-NEXT:    %1 = py.load_fast 0 "a" @6 []
# CHECK-NEXT:    %2 = py.get_yield_from_iter %1 @8 [%1]
# CHECK-NEXT:    %3 = py.load_const 0 (None) @10 [%2]
# CHECK-NEXT:    br ^b12(%2, %3)
# CHECK-NEXT:  ^b12(%4: obj, %5: obj):
# CHECK-NEXT:    %6, %7 = py.send %4, %5 @12 [%4, %5]
# CHECK-NEXT:    cond_br %6, ^b20, ^b14
# CHECK-NEXT:  ^b14:
# CHECK-NEXT:    py.yield_value %7, %4, ^r14 @14 [%4, %7]
# CHECK-NEXT:  ^r14:
# CHECK-NEXT:    %8 = py.load_stack 0 @14 []
# CHECK-NEXT:    %9 = py.load_stack 1 @14 []
# CHECK-NEXT:    py.check_throw @14 [%8, %9]
# CHECK-NEXT:    py.resume 2 @16 [%8, %9]
# CHECK-NEXT:    br ^b12(%8, %9)
# CHECK-NEXT:  ^b20:
# CHECK-NEXT:    py.return %7 @20 [%7]

def on_the_stack(a, b):
    return a(b, (yield))
# CHECK-LABEL: pyfunc export @on_the_stack {
# CHECK:       ^entry:
# CHECK-NEXT:    py.return_generator ^r0 @0 []
# CHECK-NEXT:  ^r0:
# CHECK-NEXT:    %0 = py.load_stack 0 @0 []
# CHECK-NEXT:    py.check_throw @0 [%0]
# CHECK-NEXT:    py.pop_top %0 @2 [%0]
# CHECK-NEXT:    py.resume 0 @4 []
# CHECK-NEXT:    %1 = py.push_null @6 []
# CHECK-NEXT:    %2 = py.load_fast 0 "a" @8 [%1]
# CHECK-NEXT:    %3 = py.load_fast 1 "b" @10 [%1, %2]
# CHECK-NEXT:    %4 = py.load_const 0 (None) @12 [%1, %2, %3]
# CHECK-NEXT:    py.yield_value %4, %1, %2, %3, ^r14 @14 [%1, %2, %3, %4]
# CHECK-NEXT:  ^r14:
# CHECK-NEXT:    %5 = py.load_stack_null 0 @14 []
# CHECK-NEXT:    %6 = py.load_stack 1 @14 []
# CHECK-NEXT:    %7 = py.load_stack 2 @14 []
# CHECK-NEXT:    %8 = py.load_stack 3 @14 []
# CHECK-NEXT:    py.check_throw @14 [%5, %6, %7, %8]
# CHECK-NEXT:    py.resume 1 @16 [%5, %6, %7, %8]
# CHECK-NEXT:    %9 = py.call %5, %6, %7, %8 @22 [%5, %6, %7, %8]
# CHECK-NEXT:    py.return %9 @32 [%9]
