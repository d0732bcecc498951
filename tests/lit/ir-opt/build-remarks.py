# The options that show what passes do are `coconut build`'s too; it reads bytecode text, with profiles.
# RUN: coconut build %s -o %t.so --remarks=passed --remarks-filter=specialize --print-changed=quiet --filter-print-funcs=f 2>&1 | filecheck %s
# RUN: cpy-dis %s -o %t.bc
# RUN: coconut build %t.bc -o %t.so --opt-bisect-limit=0 2>&1 | filecheck %s --check-prefix=BISECT
# RUN: not coconut build %s -o %t.so --remarks=x 2>&1 | filecheck %s --check-prefix=WRONG
# RUN: coconut build --stats %s -o %t.so | filecheck %s --check-prefix=STATS
# STATS: 2 functions, {{[0-9]+}} bytecodes, {{[0-9]+}} statements ({{[0-9.]+}} a bytecode), compiled at -O2
# STATS-NEXT: translate {{[0-9.]+}} ms, passes {{[0-9.]+}}, emit {{[0-9.]+}}, calls of libgccjit {{[0-9.]+}}, GCC {{[0-9.]+}}, as {{[0-9.]+}}, ld {{[0-9.]+}}
def f(n):
    s = 0
    for i in range(n):
        s += i
    return s


# CHECK: ; after specialize on @f
# CHECK-NEXT: pyfunc export @f
# CHECK: build-remarks.py:11:5: remark: passed: loop runs on machine numbers: s int, i int [specialize: LoopOnNumbers] in 'f'
# BISECT: BISECT: NOT running pass (5) specialize on function (<module>)
# WRONG: --remarks takes passed, missed, analysis, not 'x'
