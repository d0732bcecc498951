# RUN: bc2ir %s | ir-opt -O2 --print-after=specialize -o /dev/null 2> %t
# RUN: filecheck %s < %t
# The truth of a container is known without a frame; what a call in a loop gives is mostly True or False.


# CHECK-LABEL: pyfunc export @drain {
# CHECK: call @Stack.empty.fast.o(
# CHECK: global_addr @_Py_TrueStruct
# CHECK: global_addr @_Py_FalseStruct
def drain(n):
    s = Stack([])
    for i in range(n):
        s.push(i)
    k = 0
    while not s.empty():
        k += s.pop()
    return k


class Stack:
    def __init__(self, items):
        self.items = items

    # CHECK-LABEL: func internal @Stack.empty.fast.o(
    # CHECK: call @Coconut_QuickTruth
    # CHECK: ret
    def empty(self):
        found = not self.items
        return found

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop()


drain(3)
