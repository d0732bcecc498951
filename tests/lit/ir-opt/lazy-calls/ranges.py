# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls --remarks -o %t 2> %t.remarks
# RUN: filecheck %s < %t
# RUN: filecheck --check-prefix=REMARK %s < %t.remarks
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# Loops over ranges in functions without frames: neither the range nor its iterator is made, the items are in registers.


class Row:
    def fill(self):
        for i in range(1, len(self.items), 2):
            self.items[i] = i


# On numbers alone they are better specialised, with a frame, and so are loops that may be long.
def total(xs):
    s = 0
    for i in range(len(xs)):
        s += xs[i]
    return s


def calls(n, f):
    for i in range(n):
        f(i)


# What calls itself is taken to be short.
def walk(n, seen):
    for i in range(n):
        walk(i, seen)
    seen.append(n)


# A range that is not looped over at once is made.
def made(n, seen):
    r = range(n)
    for i in r:
        seen.append(i)
    return r


# REMARK-DAG: py.call is done with a frame [lazy-calls: NeedsFrame] in 'total'
# REMARK-DAG: py.call is done with a frame [lazy-calls: NeedsFrame] in 'calls'
# REMARK-DAG: may be called without a frame [lazy-calls: WithoutFrame] in 'walk'

# Who leaves in the loop gives the iterator as three words: the next item, the step, how many there are.
# CHECK: global internal @Row.fill.fast.o.site{{.*}}, 522, 516, 516)

# CHECK-NOT: @total.fast
# CHECK-NOT: @calls.fast
# CHECK-LABEL: func internal @made.fast.oo(
# CHECK: call @Coconut_QuickBuiltin(
# CHECK: call @Coconut_QuickIter(

# CHECK-LABEL: func internal @Row.fill.fast.o(
# CHECK: global_addr @PyRange_Type
# A step of 0, and what is too long for an int of the machine, leaves.
# CHECK: [[LEFT:%[0-9]+]] = call @Coconut_RangeLength(
# CHECK-NEXT: [[ZERO:%[0-9]+]] = const i64 0
# CHECK-NEXT: [[REFUSED:%[0-9]+]] = icmp slt [[LEFT]], [[ZERO]]
# CHECK-NEXT: cond_br [[REFUSED]], ^leave
# And what is long, for a frame.
# CHECK: [[MOST:%[0-9]+]] = const i64 64
# CHECK-NEXT: icmp sgt [[LEFT]], [[MOST]]
# CHECK: string_addr ".long loop"
# CHECK-NOT: call @Coconut_QuickIter(
# CHECK: [[MORE:%[0-9]+]] = icmp sgt
# CHECK-NEXT: cond_br [[MORE]], ^some, ^ended
