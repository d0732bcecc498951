# RUN: cpy-dis %s | bc2ir --function f | ir-opt -p specialize | filecheck %s
# An exception that is caught goes on in specialised code, with the loop's numbers: what the call raises, and the index that is out of range, for which
# the item is loaded as an object and raises there. The handler goes back to the loop's head.

# CHECK-LABEL: pyfunc export @f
# CHECK: py.binary_subscr {{.*}} unwind ^[[ITEM:caught[0-9.]*]]
# CHECK: {{^\^}}[[ITEM]]:
# CHECK-NEXT: py.catch
# CHECK-NOT: py.
# CHECK: br ^[[HANDLER:fast.h[0-9.]+]](
# CHECK: py.call {{.*}} unwind ^[[CALL:caught[0-9.]*]]
# CHECK: {{^\^}}[[CALL]]:
# CHECK-NEXT: py.catch
# CHECK-NOT: py.
# CHECK: br ^[[HANDLER]](
# CHECK: {{^\^}}[[HANDLER]](%{{[0-9]+}}: i64
# CHECK: py.push_exc_info
# CHECK: py.pop_except
# CHECK: br ^fast.b
def f(n, a):
    s = 0
    for i in range(n):
        try:
            s = (s * 3 + a[i]) % 1000003
            check(i)
        except ValueError:
            s -= 1
    return s
