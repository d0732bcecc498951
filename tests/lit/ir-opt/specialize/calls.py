# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls,specialize -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t -o /dev/null
# A loop on numbers calls small functions with numbers in registers; its frame is made good only when the callee leaves.


def weight(i, j):
    return 1.0 / (i + j + 1)


class Tally:
    def add(self, k):
        self.n += k
        return k + 1


def total(n, tally):
    s = 0.0
    for i in range(n):
        s += weight(i, n) * 2
        tally.add(i)
    return s


# CHECK-LABEL: pyfunc export @total
# The record, for all calls of the function.
# CHECK: alloca
# CHECK: py.thread
# CHECK: call @Coconut_FastRoom(
# CHECK: py.peek_function 1 "weight" @weight
# CHECK: load_field @PyThreadState.recursion_remaining
# CHECK: global_addr @total.site0
# CHECK: [[R:%[0-9]+]] = call @weight.fast.ii(
# CHECK: fcmp une [[R]], [[R]]
# When it has left:
# CHECK: call @Coconut_TakeLeft(
# CHECK: py.left_value
# CHECK: py.peek_callee 2 "add" @Tally.add
# CHECK: call @Tally.add.fast.oi(

# CHECK-LABEL: func internal @weight.fast.ii(
# CHECK-SAME: -> f64
# CHECK-LABEL: func internal @Tally.add.fast.oi(
# CHECK-SAME: -> i64
