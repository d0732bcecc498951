# RUN: cpy-dis %s | bc2ir --function count | ir-opt -p specialize | filecheck %s
# RUN: cpy-dis %s | bc2ir --function squares | ir-opt -p specialize | filecheck %s --check-prefix=ITER
# RUN: cpy-dis %s | bc2ir | ir-opt -O2 --verify-each -o /dev/null
# A generator goes on in specialised code, whichever version suspended it; numbers are in the frame meanwhile.

# CHECK-LABEL: pyfunc export @count
# CHECK: ^fast:
# CHECK: py.dispatch
# CHECK: py.return_generator ^resumed
# CHECK: py.store_number 1 "i"
# CHECK: py.yield_value {{.*}} ^[[NEXT:resumed[0-9.]*]] @24
# CHECK: {{^\^}}[[NEXT]]:
# CHECK: py.load_stack 0
# CHECK: py.check_throw
# CHECK: call @Coconut_IsWordInt
# The function as it was suspends into the same.
# CHECK: py.yield_value {{.*}} ^[[NEXT]] @24
def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


# A range iterator that lives in the frame is changed where it is.
# ITER-LABEL: pyfunc export @squares
# ITER: py.make_range_iter
# ITER: store_field @rangeiterobject.index
# ITER: py.yield_value
def squares(n):
    for x in range(n):
        yield x * x
