# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls --remarks -o %t 2> %t.remarks
# RUN: filecheck %s < %t
# RUN: filecheck --check-prefix=REMARK %s < %t.remarks
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# Loops over ranges in functions without frames: neither the range nor its iterator is made, the items are in registers.


class Row:
    def fill(self, n, k):
        for i in range(1, n, k):
            self.items[i] = i


# On numbers alone they are better specialised, with a frame.
def total(n):
    s = 0
    for i in range(n):
        s += i
    return s


# A range that is not looped over at once is made.
def made(n, seen):
    r = range(n)
    for i in r:
        seen.append(i)
    return r


# REMARK: py.call is done with a frame [lazy-calls: NeedsFrame] in 'total'

# Who leaves in the loop gives the iterator at place 4 as three words: the next item, the step, how many there are.
# CHECK: global internal @Row.fill.fast.ooo.site4: [10 x i64] = (38, 1, 7, 3, 259, 515, 768, 1034, 1028, 1028)

# CHECK-NOT: @total.fast
# CHECK-LABEL: func internal @made.fast.oo(
# CHECK: call @Coconut_QuickBuiltin(
# CHECK: call @Coconut_QuickIter(

# CHECK-LABEL: func internal @Row.fill.fast.ooo(
# CHECK: global_addr @PyRange_Type
# A step of 0, and what is too long, leaves.
# CHECK: [[LEFT:%[0-9]+]] = call @Coconut_RangeLength(
# CHECK-NEXT: [[ZERO:%[0-9]+]] = const i64 0
# CHECK-NEXT: [[REFUSED:%[0-9]+]] = icmp slt [[LEFT]], [[ZERO]]
# CHECK-NEXT: cond_br [[REFUSED]], ^leave
# CHECK-NOT: call @Coconut_QuickIter(
# CHECK: [[MORE:%[0-9]+]] = icmp sgt
# CHECK-NEXT: cond_br [[MORE]], ^some, ^ended
