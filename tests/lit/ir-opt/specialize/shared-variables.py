# RUN: cpy-dis %s | bc2ir | ir-opt -p specialize | filecheck %s
# What the cell of a variable holds is looked at once, until arbitrary code may have run; a number is counted up where it is.


# CHECK-LABEL: pyfunc export @"sums.<locals>.add" {
# The loop has where the sum is, and counts in registers.
# CHECK: %[[SUM:[0-9]+]] = field_addr @PyCellObject.ob_ref
# CHECK: ^fast.[[LOOP:[a-z0-9]+]](%{{[0-9]+}}: i64, {{.*}}, %[[AT:[0-9]+]]: ptr):
# CHECK: ^item:
# CHECK-NOT: py.store_fast
# CHECK: %[[ITEMS:[0-9]+]] = field_addr @PyCellObject.ob_ref
# CHECK: br_null %{{[0-9]+}}, ^failed
# Functions may be given one cell for two variables.
# CHECK: icmp eq %[[AT]], %[[ITEMS]]
# CHECK-NEXT: cond_br %{{[0-9]+}}, ^failed
# CHECK: py.put_number %{{[0-9]+}}, %[[AT]]
# CHECK: br ^fast.[[LOOP]](
def sums(items):
    total = 0

    def add(n):
        nonlocal total
        for i in range(n):
            total += items[i] + 1

    return add


# A cell of its own is no other.
# CHECK-LABEL: pyfunc export @own {
# CHECK-COUNT-2: py.store_deref
# CHECK-COUNT-2: field_addr @PyCellObject.ob_ref
# CHECK: ^fast.{{.*}} %[[SUM:[0-9]+]]: ptr, %[[STEP:[0-9]+]]: ptr):
# CHECK: ^item:
# CHECK-NOT: field_addr @PyCellObject.ob_ref
# CHECK-NOT: icmp eq %[[SUM]], %[[STEP]]
# CHECK: py.put_number %{{[0-9]+}}, %[[SUM]]
def own(n):
    total = step = 0
    get = lambda: (total, step)
    for i in range(n):
        total += step
    return get


# A function is held while it is called, and what the cell holds is looked at again behind the call.
# CHECK-LABEL: pyfunc export @"calls.<locals>.run" {
# CHECK: field_addr @PyCellObject.ob_ref
# CHECK: incref
# CHECK: py.call
# CHECK: field_addr @PyCellObject.ob_ref
def calls(f, x):
    def run():
        for _ in range(9):
            f(x + 1)
            f(x + 2)

    return run


# What has been made takes the place of what dies: that is done as it is.
# CHECK-LABEL: pyfunc export @"made.<locals>.run" {
# CHECK-NOT: py.put_number
# CHECK: py.store_deref
def made():
    last = None

    def run(n):
        nonlocal last
        for i in range(n):
            last = [i]

    return run


# What the function itself has made unbound is looked for each time; so is what is called from there.
# CHECK-LABEL: pyfunc export @"unbound.<locals>.run" {
# CHECK: py.delete_deref
# CHECK: br_null
def unbound():
    x = 0

    def run(n):
        nonlocal x
        for i in range(n):
            x = i
            del x
        return x

    return run
