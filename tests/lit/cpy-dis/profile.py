# What the adaptive interpreter learned, on the lines of the bytecodes; what bc2ir and cpy-as make of it.
# RUN: cpy-dis --profile -o %t.bc %s 100 --option 2>&1 | filecheck %s --check-prefix=PROGRAM
# RUN: filecheck %s < %t.bc
# RUN: cpy-dis --profile %s 100 2>%t.err | filecheck %s
# RUN: filecheck %s --check-prefix=STDERR < %t.err
# RUN: cpy-as %t.bc -o %t.pyc
# RUN: cpy-dis %t.pyc -o %t.plain
# RUN: cpy-dis %s | diff %t.plain -
# RUN: bc2ir %t.bc | filecheck %s --check-prefix=IR
# RUN: cpy-dis --profile --of profiled_helper -o %t.bc %s 100
# RUN: filecheck %s --check-prefix=HELPER < %t.bc
# RUN: not cpy-dis --profile --of nothing %s 1 2>&1 | filecheck %s --check-prefix=NOTHING
# RUN: not cpy-dis --profile --function fibb -o %t.bc %s 1 2>&1 | filecheck %s --check-prefix=FUNCTION
# RUN: not cpy-dis --profile %t.missing.py 2>&1 | filecheck %s --check-prefix=MISSING
# RUN: not cpy-dis --profile 2>&1 | filecheck %s --check-prefix=NONE
# RUN: not cpy-dis --branches %s 2>&1 | filecheck %s --check-prefix=ALONE
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs"))
import profiled_helper


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return self.x * self.x + self.y


class Slots:
    __slots__ = ("v",)

    def __getitem__(self, i):
        return i


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def cold(n):
    return n + 1


def main(n):
    print("output:", sys.argv[1:])
    numbers, table, text = [], {}, ""
    s, pair = Slots(), (1, 2)
    for i in range(n):
        s.v = i
        p = Point(i * 1.5, 2.5)
        s[2]
        table["a"] = i
        numbers.append(len(table))
        numbers[0] = p.norm()
        a, b = pair
        text = text + "x"
        profiled_helper.add(i)
        str(i)
        isinstance(p, Point)


if __name__ == "__main__":
    fib(12)
    cold(1)
    main(int(sys.argv[1]))

# PROGRAM: output: ['100', '--option']
# STDERR: output: ['100']

# CHECK-LABEL: "Point.__init__" {
# CHECK: STORE_ATTR 0 "x" {{.*}} !{profile(_, __main__.Point, kind instance)}
# CHECK-LABEL: "Point.norm" {
# CHECK: LOAD_ATTR 0 "x" {{.*}} !{profile(__main__.Point, kind instance)}
# CHECK: BINARY_OP 5 "*" {{.*}} !{profile(float, float)}
# CHECK-LABEL: "fib" {
# CHECK: COMPARE_OP 0 "<" {{.*}} !{profile(int, int)}
# CHECK: LOAD_GLOBAL 1 null "fib" {{.*}} !{profile(function, kind module, target "__main__.fib")}
# CHECK: BINARY_OP 10 "-" {{.*}} !{profile(int, int)}
# CHECK: CALL 1 {{.*}} !{profile(kind python, target "__main__.fib")}
# CHECK-LABEL: "cold" {
# CHECK-NOT: profile(
# CHECK-LABEL: "main" {
# CHECK: STORE_ATTR {{.*}} !{profile(_, __main__.Slots, kind slot)}
# CHECK: LOAD_GLOBAL {{.*}} "Point" {{.*}} !{profile(type, kind module, target "__main__.Point")}
# CHECK: BINARY_SUBSCR {{.*}} !{profile(__main__.Slots, kind getitem, target "__main__.Slots.__getitem__")}
# CHECK: STORE_SUBSCR {{.*}} !{profile(_, dict)}
# CHECK: LOAD_METHOD {{.*}} "append" {{.*}} !{profile(list, kind method, target "list.append")}
# CHECK: LOAD_GLOBAL {{.*}} "len" {{.*}} !{profile(builtin_function_or_method, kind builtin, target "len")}
# CHECK: CALL 1 {{.*}} !{profile(kind builtin, target "len")}
# CHECK: CALL 1 {{.*}} !{profile(method_descriptor, list, kind descriptor, target "list.append")}
# CHECK: LOAD_METHOD {{.*}} "norm" {{.*}} !{profile(__main__.Point, kind method, target "__main__.Point.norm")}
# CHECK: STORE_SUBSCR {{.*}} !{profile(_, list, int)}
# CHECK: UNPACK_SEQUENCE 2 {{.*}} !{profile(tuple, kind pair)}
# CHECK: BINARY_OP 0 "+" {{.*}} !{profile(str, str)}
# CHECK: LOAD_GLOBAL {{.*}} "profiled_helper" {{.*}} !{profile(module, kind module)}
# CHECK: CALL 1 {{.*}} !{profile(kind defaults, target "profiled_helper.add")}
# CHECK: CALL 1 {{.*}} !{profile(kind class, target "str")}
# CHECK: CALL 2 {{.*}} !{profile(kind builtin, target "isinstance")}

# IR: py.store_attr 0 "x" {{.*}} profile(_, __main__.Point, kind instance)
# IR-LABEL: @fib
# IR: py.compare_op lt {{.*}} profile(int, int)
# IR: py.load_global 0 "fib" {{.*}} profile(function, kind module, target "__main__.fib")
# IR: py.call {{.*}} profile(kind python, target "__main__.fib")

# HELPER: filename "{{.*}}profiled_helper.py"
# HELPER: BINARY_OP 0 "+" {{.*}} !{profile(int, int)}

# NOTHING: cpy-dis: error: the program did not import 'nothing'
# FUNCTION: error: no code object has the qualified name 'fibb'
# FUNCTION-NEXT: hint: did you mean 'fib'?
# MISSING: cpy-dis: error: cannot read '{{.*}}.missing.py': no such file or directory
# NONE: --profile needs a file or -m MODULE
# ALONE: --of and --branches go with --profile
