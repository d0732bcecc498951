# RUN: cpy-dis %s | bc2ir | filecheck %s
# A generator is left to the interpreter where it would make its generator object; what needs one elsewhere likewise.

def generator(a):
    yield a
# CHECK-LABEL: pyfunc export @generator {
# CHECK:       ^entry:
# CHECK-NEXT:    deopt "RETURN_GENERATOR" @0

async def coroutine(a):
    await a
# CHECK-LABEL: pyfunc export @coroutine {
# CHECK:       ^entry:
# CHECK-NEXT:    deopt "RETURN_GENERATOR" @0

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
# CHECK-NEXT:    %2 = py.load_const 1 (code "closure.<locals>.inner") @8
# CHECK-NEXT:    %3 = py.make_function 8 %1, %2 @10 [%1, %2]
# CHECK-NEXT:    py.store_fast 1 "inner" %3 @12 [%3]
# CHECK-NEXT:    %4 = py.load_fast 1 "inner" @14 []
# CHECK-NEXT:    py.return %4 @16
# CHECK-LABEL: pyfunc export @"closure.<locals>.inner" {
# CHECK:       ^entry:
# CHECK-NEXT:    py.copy_free_vars 1 @0
# CHECK-NEXT:    deopt "RETURN_GENERATOR" @2

def async_iteration(a):
    return (x async for x in a)
# CHECK-LABEL: pyfunc export @async_iteration {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 []
# CHECK-NEXT:    %0 = py.load_const 1 @2
# CHECK-NEXT:    %1 = py.make_function 0 %0 @4 [%0]
# CHECK-NEXT:    %2 = py.load_fast 0 "a" @6 [%1]
# CHECK-NEXT:    deopt "GET_AITER" %1, %2 @8
# CHECK-LABEL: pyfunc export @"async_iteration.<locals>.<genexpr>" {
# CHECK:       ^entry:
# CHECK-NEXT:    deopt "RETURN_GENERATOR" @0
