# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# What a call gives by keyword is handed out here where the function is known, with defaults for the rest. Of any other callee the runtime does it, which is
# asked, and given, the names. Parameters that only keywords name are objects of a version like the others.


def area(w, h=2, scale=1):
    return w * h * scale


def by_name(w):
    return area(scale=3, w=w)


def in_order(w):
    return area(w)


def only(a, *, b, c=4):
    return a, b, c


def asks(x):
    return only(x, b=x)


class Point:
    def __init__(self, x, *, y=0):
        self.x = x
        self.y = y

    def moved(self, dx=0, *, dy=0):
        return Point(self.x + dx, y=self.y + dy)


class Other:
    def moved(self, dx, *, dy):
        return dx


def moves(p, d):
    return p.moved(d, dy=1)


def sorts(items):
    return sorted(items, reverse=True)


# Builtins are left to frames.
# CHECK-NOT: @sorts.fast

# CHECK-LABEL: func internal @moves.fast.oo(
# CHECK:       call @Coconut_PeekMethod(%arg.p, {{%[0-9]+}}, {{%[0-9]+}}, [[NAMES:%[0-9]+]], [[FOUND:%[0-9]+]])
# CHECK:       [[FAST:%[0-9]+]] = load ptr [[FOUND]]
# CHECK:       call_indirect {{.*}} [[FAST]](%tstate, {{.*}}, %arg.p, %arg.d, {{%[0-9]+}}, {{%[0-9]+}})

# CHECK-LABEL: func internal @Point.moved.fast.ooo({{.*}} %arg.self: borrow obj, %arg.dx: borrow obj, %arg.dy: borrow obj)
# CHECK:       [[MADE:%[0-9]+]] = call @Coconut_NewInstance(%tstate, {{%[0-9]+}}, {{%[0-9]+}}, [[NAMES:%[0-9]+]], {{%[0-9]+}})
# CHECK:       call_indirect {{.*}} [[MADE]], {{%[0-9]+}}, {{%[0-9]+}}, {{%[0-9]+}})

# CHECK-LABEL: func internal @asks.fast.o(
# CHECK:       call @Coconut_PeekFast({{%[0-9]+}}, {{%[0-9]+}}, [[NAMES:%[0-9]+]], {{%[0-9]+}})
# CHECK:       call_indirect {{.*}} %arg.x, %arg.x, {{%[0-9]+}})

# CHECK-LABEL: func internal @only.fast.ooo({{.*}} %arg.a: borrow obj, %arg.b: borrow obj, %arg.c: borrow obj)

# CHECK-LABEL: func internal @in_order.fast.o(
# CHECK:       call @Coconut_Defaults({{%[0-9]+}}, {{%[0-9]+}})
# CHECK:       call @area.fast.ooo({{.*}} %arg.w, {{%[0-9]+}}, {{%[0-9]+}})

# CHECK-LABEL: func internal @by_name.fast.o(
# CHECK:       [[FIRST:%[0-9]+]] = call @Coconut_Defaults({{%[0-9]+}}, {{%[0-9]+}})
# CHECK:       [[AT:%[0-9]+]] = elem_addr ptr [[FIRST]],
# CHECK:       [[H:%[0-9]+]] = load obj [[AT]]
# CHECK:       call @area.fast.ooo({{.*}} %arg.w, [[H]], {{%[0-9]+}})
