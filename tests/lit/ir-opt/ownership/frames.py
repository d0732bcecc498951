# RUN: cpy-dis %s | bc2ir --function first | ir-opt -p lower-py,insert-refcounts > %t.ir
# RUN: ir-opt -p verify-ownership %t.ir -o %t.same && diff %t.ir %t.same
# RUN: sed -e 's/^  call @Coconut_Leave.*//' %t.ir > %t.kept
# RUN: not ir-opt -p verify-ownership %t.kept 2>&1 | filecheck %s --check-prefix=KEPT
# RUN: sed -e 's/^  \(call @Coconut_Leave.*\)/  \1\n  \1/' %t.ir > %t.twice
# RUN: not ir-opt -p verify-ownership %t.twice 2>&1 | filecheck %s --check-prefix=TWICE
# RUN: sed -e '0,/^  decref/{/^  decref/d;}' %t.ir > %t.leaks
# RUN: not ir-opt -p expand-refcounts %t.leaks 2>&1 | filecheck %s --check-prefix=LEAKS
# RUN: ir-opt -p expand-refcounts --no-verify %t.leaks -o %t.out
# The frame is left once on each path; a hand edit that leaks is refused before anything is compiled, unless nothing is verified.
# KEPT: error: the frame is not left on this path
# TWICE: error: '@Coconut_Leave' leaves the frame, which is not entered or left already
# LEAKS: error: %{{.*}} is not released on this path
# LEAKS: note: ^{{.*}} → ^
def first(items, n):
    total = items[0] + n
    return total.real
