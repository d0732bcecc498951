# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# append and pop of lists, len and isinstance in functions without frames.


class Stack:
    def push(self, x):
        self.items.append(x)

    def pop(self):
        return self.items.pop()

    def size(self):
        return len(self.items)

    def holds(self, o):
        return isinstance(o, Stack)


# CHECK-LABEL: func internal @Stack.holds.fast.oo(
# CHECK: call @Coconut_IsInstanceBy({{.*}}, %arg.o,

# CHECK-LABEL: func internal @Stack.size.fast.o(
# CHECK-SAME: -> i64 {
# CHECK: call @Coconut_LenBy(

# A method of this name is there as well: what is no list goes on with that.
# CHECK-LABEL: func internal @Stack.pop.fast.o(
# CHECK: global_addr @PyList_Type
# CHECK: cond_br {{%[0-9]+}}, ^list, ^other
# CHECK-DAG: call @Coconut_QuickTakeLast(
# CHECK-DAG: call @Coconut_PeekCallee(

# A frame that is made meanwhile has the method on its stack.
# CHECK-LABEL: func internal @Stack.push.fast.oo(
# CHECK: global_addr @PyList_Type
# CHECK: call @Coconut_QuickAppend({{%[0-9]+}}, %arg.x)
