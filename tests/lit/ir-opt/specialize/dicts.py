# RUN: cpy-dis %s | bc2ir | ir-opt -p infer-types,specialize | filecheck %s
# What subscripts take is told apart: a list or tuple, and anything else, which goes on by itself as it is, in the loop.

# CHECK-LABEL: pyfunc export @unknown
# CHECK: ^fast
# CHECK: global_addr @PyList_Type
# CHECK: ^other{{.*}}:
# CHECK-NOT: {{^}}^entry{{[(:]}}
# CHECK: py.binary_subscr %{{[0-9]+}}, %{{[0-9]+}} @{{[0-9]+}}
# CHECK: {{^}}^entry{{[(:]}}
def unknown(rows, keys, n):
    for _ in range(n):
        for k in keys:
            rows[k]


# What is taken for a dict is looked up without Python code; a key that may have some is looked up as it is.
# CHECK-LABEL: pyfunc export @known
# CHECK: [[F:%[0-9]+]] = call @Coconut_QuickItem(
# CHECK: br_null [[F]], ^other
# CHECK-NOT: {{^}}^entry{{[(:]}}
# CHECK: py.binary_subscr
# CHECK: {{^}}^entry{{[(:]}}
def known(table, keys):
    n = 0
    for k in keys:
        n += table[k]
    return n


# CHECK-LABEL: pyfunc export @kept
# CHECK: [[D:%[0-9]+]] = call @Coconut_QuickSetItem(
# CHECK: cond_br [[D]], ^{{[a-z0-9.]+}}, ^other
# CHECK-NOT: {{^}}^entry{{[(:]}}
# CHECK: py.store_subscr
# CHECK: {{^}}^entry{{[(:]}}
def kept(table, keys):
    n = 0
    for k in keys:
        table[k] = n
        n += 1
    return n


# Tuples are compared without Python code where they hold none.
# CHECK-LABEL: pyfunc export @others
# CHECK: call @Coconut_QuickSame(
def others(table, pair):
    n = 0
    for k in table:
        if k != pair:
            n += 1
    return n


known({(1, 2): 3}, [(1, 2)])
kept({(1, 2): 3}, [(1, 2)])
others([(1, 2)], (1, 2))
