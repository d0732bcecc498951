# RUN: cpy-dis %s | filecheck %s
# co_flags and argument counts by name; those that are zero and optional are left out.

from __future__ import annotations

# CHECK-LABEL: code "<module>"
# CHECK: argcount 0
# CHECK-NEXT: stacksize
# CHECK-NEXT: flags future_annotations

# CHECK-LABEL: code #0 "f"
# CHECK: argcount 2
# CHECK-NEXT: posonlyargcount 1
# CHECK-NEXT: kwonlyargcount 1
# CHECK: flags optimized newlocals varargs varkeywords coroutine future_annotations
async def f(a, /, b, *c, d, **e): pass

# CHECK-LABEL: code #1 "g"
# CHECK: flags optimized newlocals generator future_annotations
# CHECK: @0 [0] RETURN_GENERATOR
# CHECK-NEXT: @2 [1] POP_TOP
def g(): yield
