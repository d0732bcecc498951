# Loops that call methods of several classes, functions that are values, and classes: without frames where there is a fast function, else as usual.
# RUN: bc2ir %s | ir-opt -p infer-types,lazy-calls,specialize | filecheck %s


class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Rect:
    def area(self):
        return 2


# CHECK-LABEL: pyfunc export @methods
# CHECK: %[[FOUND:[0-9]+]], %[[FAST:[0-9]+]] = py.peek_method 1 "area" 1
# CHECK-NEXT: br_null %[[FOUND]], ^other{{.*}}, ^method
# CHECK: ^method
# CHECK: call_indirect {{.*}} %[[FAST]](
# CHECK: py.load_method 1 "area"
def methods(shapes, n):
    total = 0
    for i in range(n):
        total += shapes[i].area()
    return total


# CHECK-LABEL: pyfunc export @instances
# CHECK: %[[MADE:[0-9]+]] = call @Coconut_NewInstance(
# CHECK-NEXT: br_null %[[MADE]], ^none
# CHECK: call_indirect {{.*}} %[[MADE]], 
def instances(n):
    total = 0
    for i in range(n):
        total += Square(i).side
    return total


def outer(n):
    def inner(x):
        return x + n

    # CHECK-LABEL: pyfunc export @"outer.<locals>.loop"
    # CHECK: py.peek_fast {{[0-9]+}} "inner"
    # CHECK: field_addr @PyCellObject.ob_ref
    # CHECK: call @Coconut_PeekFast(
    # CHECK: call_indirect
    def loop(k):
        total = 0
        for i in range(k):
            total += inner(i)
        return total
    return loop(n)
