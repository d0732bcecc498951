# RUN: bc2ir %s | ir-opt -p infer-types,lazy-calls,specialize | filecheck %s
# RUN: bc2ir %s | ir-opt -O2 -o %t.ir
# A static method is called without the object that it is looked up in; where it is another one, the function as it was goes on.


class A:
    @staticmethod
    def twice(x):
        return x * 2

    def plain(x):
        return x + 1


# CHECK-LABEL: pyfunc export @by_class
# CHECK: [[FOUND:%[0-9]+]] = py.peek_unbound 2 "twice" @A.twice [[CLASS:%[0-9]+]]
# CHECK-NEXT: br_null [[FOUND]], ^failed
# CHECK: ends_quietly [[CLASS]]
# CHECK-NEXT: end_lifetime [[CLASS]]
# CHECK: = call @A.twice.fast.i(
def by_class(n):
    total = 0
    for i in range(n):
        total += A.twice(i)
    return total


# CHECK-LABEL: pyfunc export @by_instance
# CHECK: = py.peek_unbound 1 "twice" @A.twice
# CHECK: = call @A.twice.fast.i(
def by_instance(o, n):
    total = 0
    for i in range(n):
        total += o.twice(i)
    return total


# CHECK-LABEL: pyfunc export @function_of_class
# CHECK: = py.peek_unbound 2 "plain" @A.plain
def function_of_class(n):
    total = 0
    for i in range(n):
        total += A.plain(i)
    return total


# What may end once it has been looked up ends before the arguments: that is left to LOAD_METHOD.
# CHECK-LABEL: pyfunc export @of_temporary
# CHECK-NOT: py.peek_unbound
# CHECK: py.return
def of_temporary(make, n):
    total = 0
    for i in range(n):
        total += make().twice(i)
    return total
