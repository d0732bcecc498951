# RUN: cpy-dis %s | bc2ir | ir-opt -p specialize | filecheck %s
# An attribute that an instance has is set anew, one that it has not is added on a path of its own.


# CHECK-LABEL: pyfunc export @sums {
# CHECK: py.own_place {{[0-9]+}} "total"
# CHECK: cond_br {{.*}}, ^none{{.*}}, ^some{{.*}} weights(1, 999)
# CHECK: ^none{{.*}}:
# CHECK: py.put_attr {{[0-9]+}} "total"
# CHECK-NEXT: cond_br {{.*}}, ^go{{.*}}, ^failed
# CHECK: br ^stored
# CHECK: ^some{{.*}}:
# CHECK: py.put_number
# CHECK: br ^stored
def sums(cls, n):
    for i in range(n):
        o = cls()
        o.total = i + 1
