# RUN: cpy-dis %s | bc2ir | filecheck %s
# Awaiting is sending until the awaited returns; asynchronous loops and contexts await what the protocol gives.

async def awaits(a):
    await a
# CHECK-LABEL: pyfunc export @awaits {
# CHECK:       ^entry:
# CHECK-NEXT:    py.return_generator ^r0 @0 []
# CHECK-NEXT:  ^r0:
# CHECK-NEXT:    %0 = py.load_stack 0 @0 []
# CHECK-NEXT:    py.check_throw @0 [%0]
# CHECK-NEXT:    py.pop_top %0 @2 [%0]
# CHECK-NEXT:    py.resume 0 @4 []
# CHECK-NEXT:    %1 = py.load_fast 0 "a" @6 []
# CHECK-NEXT:    %2 = py.get_awaitable 0 %1 @8 [%1]
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
# CHECK-NEXT:    py.resume 3 @16 [%8, %9]
# CHECK-NEXT:    br ^b12(%8, %9)
# CHECK-NEXT:  ^b20:
# CHECK-NEXT:    py.pop_top %7 @20 [%7]
# CHECK-NEXT:    %10 = py.load_const 0 (None) @22 []
# CHECK-NEXT:    py.return %10 @24 [%10]

async def iterates(a):
    async for x in a:
        pass
# CHECK-LABEL: pyfunc export @iterates {
# CHECK:       ^entry:
# CHECK-NEXT:    py.return_generator ^r0 @0 []
# CHECK-NEXT:  ^r0:
# CHECK-NEXT:    %0 = py.load_stack 0 @0 []
# CHECK-NEXT:    py.check_throw @0 [%0]
# CHECK-NEXT:    py.pop_top %0 @2 [%0]
# CHECK-NEXT:    py.resume 0 @4 []
# CHECK-NEXT:    %1 = py.load_fast 0 "a" @6 []
# CHECK-NEXT:    %2 = py.get_aiter %1 @8 [%1]
# CHECK-NEXT:    br ^b10(%2)
# CHECK-NEXT:  ^b10(%3: obj):
# CHECK-NEXT:    %4 = py.get_anext %3 unwind ^h26(%3) @10 [%3]
# CHECK-NEXT:    %5 = py.load_const 0 (None) @12 [%3, %4]
# CHECK-NEXT:    br ^b14(%3, %4, %5)
# CHECK-NEXT:  ^b14(%6: obj, %7: obj, %8: obj):
# CHECK-NEXT:    %9, %10 = py.send %7, %8 unwind ^h26(%6) @14 [%6, %7, %8]
# CHECK-NEXT:    cond_br %9, ^b22, ^b16
# CHECK-NEXT:  ^b16:
# CHECK-NEXT:    py.yield_value %10, %6, %7, ^r16 @16 [%6, %7, %10]
# CHECK-NEXT:  ^r16:
# CHECK-NEXT:    %11 = py.load_stack 0 @16 []
# CHECK-NEXT:    %12 = py.load_stack 1 @16 []
# CHECK-NEXT:    %13 = py.load_stack 2 @16 []
# CHECK-NEXT:    py.check_throw unwind ^h26(%11) @16 [%11, %12, %13]
# CHECK-NEXT:    py.resume 3 unwind ^h26(%11) @18 [%11, %12, %13]
# CHECK-NEXT:    br ^b14(%11, %12, %13)
# CHECK-NEXT:  ^b22:
# CHECK-NEXT:    py.store_fast 1 "x" %10 @22 [%6, %10]
# CHECK-NEXT:    py.check_eval_breaker 24 @24 [%6]
# CHECK-NEXT:    br ^b10(%6)
# CHECK-NEXT:  ^h26(%14: obj):
# CHECK-NEXT:    %15 = py.catch @26 [%14]
# CHECK-NEXT:    py.end_async_for %14, %15 @26 [%14, %15]
# CHECK-NEXT:    %16 = py.load_const 0 (None) @28 []
# CHECK-NEXT:    py.return %16 @30 [%16]

async def enters(a):
    async with a:
        pass
# CHECK-LABEL: pyfunc export @enters {
# CHECK:       ^entry:
# CHECK-NEXT:    py.return_generator ^r0 @0 []
# CHECK-NEXT:  ^r0:
# CHECK-NEXT:    %0 = py.load_stack 0 @0 []
# CHECK-NEXT:    py.check_throw @0 [%0]
# CHECK-NEXT:    py.pop_top %0 @2 [%0]
# CHECK-NEXT:    py.resume 0 @4 []
# CHECK-NEXT:    %1 = py.load_fast 0 "a" @6 []
# CHECK-NEXT:    %2, %3 = py.before_async_with %1 @8 [%1]
# CHECK-NEXT:    %4 = py.get_awaitable 1 %3 @10 [%2, %3]
# CHECK-NEXT:    %5 = py.load_const 0 (None) @12 [%2, %4]
# CHECK-NEXT:    br ^b14(%2, %4, %5)
# CHECK-NEXT:  ^b14(%6: obj, %7: obj, %8: obj):
# CHECK-NEXT:    %9, %10 = py.send %7, %8 @14 [%6, %7, %8]
# CHECK-NEXT:    cond_br %9, ^b22, ^b16
# CHECK-NEXT:  ^b16:
# CHECK-NEXT:    py.yield_value %10, %6, %7, ^r16 @16 [%6, %7, %10]
# CHECK-NEXT:  ^r16:
# CHECK-NEXT:    %11 = py.load_stack 0 @16 []
# CHECK-NEXT:    %12 = py.load_stack 1 @16 []
# CHECK-NEXT:    %13 = py.load_stack 2 @16 []
# CHECK-NEXT:    py.check_throw @16 [%11, %12, %13]
# CHECK-NEXT:    py.resume 3 @18 [%11, %12, %13]
# CHECK-NEXT:    br ^b14(%11, %12, %13)
# CHECK-NEXT:  ^b22:
# CHECK-NEXT:    py.pop_top %10 @22 [%6, %10]
# CHECK-NEXT:    py.poll_tracing @24 [%6]
# CHECK-NEXT:    %14 = py.load_const 0 (None) @26 [%6]
# CHECK-NEXT:    %15 = py.load_const 0 (None) @28 [%6, %14]
# CHECK-NEXT:    %16 = py.load_const 0 (None) @30 [%6, %14, %15]
# CHECK-NEXT:    %17 = py.call %6, %14, %15, %16 @36 [%6, %14, %15, %16]
# CHECK-NEXT:    %18 = py.get_awaitable 2 %17 @46 [%17]
# CHECK-NEXT:    %19 = py.load_const 0 (None) @48 [%18]
# CHECK-NEXT:    br ^b50(%18, %19)
# CHECK-NEXT:  ^b50(%20: obj, %21: obj):
# CHECK-NEXT:    %22, %23 = py.send %20, %21 @50 [%20, %21]
# CHECK-NEXT:    cond_br %22, ^b58, ^b52
# CHECK-NEXT:  ^b52:
# CHECK-NEXT:    py.yield_value %23, %20, ^r52 @52 [%20, %23]
# CHECK-NEXT:  ^r52:
# CHECK-NEXT:    %24 = py.load_stack 0 @52 []
# CHECK-NEXT:    %25 = py.load_stack 1 @52 []
# CHECK-NEXT:    py.check_throw @52 [%24, %25]
# CHECK-NEXT:    py.resume 3 @54 [%24, %25]
# CHECK-NEXT:    br ^b50(%24, %25)
# CHECK-NEXT:  ^b58:
# CHECK-NEXT:    py.pop_top %23 @58 [%23]
# CHECK-NEXT:    %26 = py.load_const 0 (None) @60 []
# CHECK-NEXT:    py.return %26 @62 [%26]

async def yields(a):
    yield a
# CHECK-LABEL: pyfunc export @yields {
# CHECK:       ^entry:
# CHECK-NEXT:    py.return_generator ^r0 @0 []
# CHECK-NEXT:  ^r0:
# CHECK-NEXT:    %0 = py.load_stack 0 @0 []
# CHECK-NEXT:    py.check_throw @0 [%0]
# CHECK-NEXT:    py.pop_top %0 @2 [%0]
# CHECK-NEXT:    py.resume 0 @4 []
# CHECK-NEXT:    %1 = py.load_fast 0 "a" @6 []
# CHECK-NEXT:    %2 = py.async_gen_wrap %1 @8 [%1]
# CHECK-NEXT:    py.yield_value %2, ^r10 @10 [%2]
# CHECK-NEXT:  ^r10:
# CHECK-NEXT:    %3 = py.load_stack 0 @10 []
# CHECK-NEXT:    py.check_throw @10 [%3]
# CHECK-NEXT:    py.resume 1 @12 [%3]
# CHECK-NEXT:    py.pop_top %3 @14 [%3]
# CHECK-NEXT:    %4 = py.load_const 0 (None) @16 []
# CHECK-NEXT:    py.return %4 @18 [%4]
