# RUN: cpy-dis %s | bc2ir | filecheck %s
# Every Python-level op says which source it came from.

def f(a):
    return a.x
# CHECK-LABEL: pyfunc export @f {
# CHECK:       ^entry:
# CHECK-NEXT:    py.resume 0 @0 [] loc({{[0-9]+}}:0-{{[0-9]+}}:0)
# CHECK-NEXT:    %0 = py.load_fast 0 "a" @2 [] loc({{[0-9]+}}:11-{{[0-9]+}}:12)
# CHECK-NEXT:    %1 = py.load_attr 0 "x" %0 @4 [%0] loc({{[0-9]+}}:11-{{[0-9]+}}:14)
# CHECK-NEXT:    py.return %1 @14 [%1] loc({{[0-9]+}}:4-{{[0-9]+}}:14)
