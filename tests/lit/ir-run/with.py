# RUN: cpy-dis %s | bc2ir -o %t.ir
# RUN: ir-run -O1 --with %s %t.ir add 1 2 | filecheck %s --check-prefix=ADD
# RUN: ir-run -O1 --with %s %t.ir Point.twice "'ab'" | filecheck %s --check-prefix=TWICE
# RUN: not ir-run -O0 --with %s %t.ir fail 2>&1 | filecheck %s --check-prefix=FAIL
# RUN: not ir-run -O0 --with %s %t.ir nothing 2>&1 | filecheck %s --check-prefix=NOTHING
# RUN: not ir-run -O0 %t.ir add 1 2 2>&1 | filecheck %s --check-prefix=ALONE
# REQUIRES: libgccjit, runtime, python3.11
# ADD: {{^}}3{{$}}
# TWICE: 'abab'
# FAIL: line [[#@LINE+12]], in fail
# FAIL: ZeroDivisionError: division by zero
# NOTHING: ir-run: error: '{{.*}}with.py' has no 'nothing'
# ALONE: ir-run: error: '@add' is the native code of a Python function, which runs in a frame
def add(a, b):
    return a + b
class Point:
    @staticmethod
    def twice(s):
        return s * 2

def fail():
    return 1 / 0
