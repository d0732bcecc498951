# Attributes of classes are looked up and set by name, in no place of their own: a loop that counts in one goes on.
# RUN: cpy-dis %s | bc2ir | ir-opt -p specialize | filecheck %s


class Counter:
    n = 0


# CHECK-LABEL: pyfunc export @count
# CHECK: ^fast.
# CHECK-NOT: py.own_place
# CHECK: [[CLASS:%[0-9]+]] = py.load_global 1 "Counter"
# CHECK-NEXT: py.peek_attr 2 "n" [[CLASS]]
# CHECK: [[BOX:%[0-9]+]] = py.box{{.*}}(19:8-19:17)
# CHECK-NEXT: {{.*}} = py.put_attr 2 "n" [[BOX]], [[CLASS]]
# CHECK-LABEL: pyfunc
def count(n):
    for i in range(n):
        Counter.n += i


def last():
    pass
