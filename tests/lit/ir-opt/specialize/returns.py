# RUN: bc2ir %s | ir-opt -O2 --print-after=specialize -o /dev/null 2> %t
# RUN: filecheck %s < %t
# What a function returns is known by how it is written: None goes, and a truth is tested, without a look at it.


# CHECK-LABEL: pyfunc export @puts {
# CHECK: call @Box.mark.fast.o(
# CHECK: ^back{{.*}}:
# CHECK-NOT: store_number
# CHECK: py.is_breaker_set
def puts(n):
    b = Box()
    for i in range(n):
        b.mark()
    return b.x


# What may be anything is mostly None where nobody wants it: only otherwise the frame has to be made good.
# CHECK-LABEL: pyfunc export @tries {
# CHECK: [[R:%[0-9]+]] = call @Box.may.fast.oo(
# CHECK: ^back{{.*}}:
# CHECK: icmp eq [[R]], {{%[0-9]+}}
# CHECK-NEXT: cond_br {{%[0-9]+}}, ^none{{[.0-9]*}}, ^dropped
# CHECK: ^none{{[.0-9]*}}:
# CHECK-NEXT: ends_quietly [[R]]
# CHECK-NEXT: end_lifetime [[R]]
# CHECK: ^dropped{{[.0-9]*}}:
# CHECK: py.store_number 2 "k"
# CHECK: py.pop_top [[R]]
def tries(n):
    b = Box()
    k = 0
    for i in range(n):
        k += i
        b.may(i)
    return k


# CHECK-LABEL: pyfunc export @asks {
# CHECK: call @Box.full.fast.o(
# CHECK: global_addr @_Py_TrueStruct
# CHECK-NOT: global_addr @_Py_FalseStruct
# CHECK: py.return
def asks(n):
    b = Box()
    k = 0
    for i in range(n):
        if b.full():
            k += i
    return k


class Box:
    x = 0

    def mark(self):
        self.x = 1

    def may(self, x):
        self.x = x
        return self.old(x)

    def old(self, x):
        return None if x < 5 else x

    def full(self):
        return self.x is None
