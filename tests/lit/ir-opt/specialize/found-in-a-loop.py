# RUN: cpy-dis %s --function total | bc2ir | ir-opt -p specialize | filecheck %s
# What was None before a loop that finds something is something in the next loop: that one does not wait for None when it wants to get
# back into specialised code.


def total(n):
    head = None
    for _ in range(20):
        head = link(head)
    s = 0
    for _ in range(n):
        node = head
        while node is not None:
            s += node.value
            node = node.next
    return s


# CHECK-LABEL: pyfunc export @total
# CHECK: ^return.2(
# CHECK-NOT: _Py_NoneStruct
# CHECK: func 
