# RUN: bc2ir %s | ir-opt -p specialize | filecheck %s
# RUN: bc2ir %s | ir-opt -O2 -o %t.ir
# A return out of a loop drops what it goes over: where that would end, the function as it was sees to it; else what is borrowed from it stays.


# CHECK-LABEL: pyfunc export @find
# CHECK: = call @Coconut_QuickItem(
# CHECK: [[COUNT:%[0-9]+]] = load_field @PyObject.ob_refcnt [[TUPLE:%[0-9]+]]
# CHECK: = icmp eq [[COUNT]], {{%[0-9]+}}
# CHECK-NEXT: cond_br {{.*}} weights(1, 999)
# CHECK: ends_quietly [[TUPLE]]
# CHECK-NEXT: end_lifetime [[TUPLE]]
# CHECK: py.return
def find(bases):
    for chain in bases:
        for base in chain.__mro__:
            if "__x__" in base.__dict__:
                return base.__dict__["__x__"]
    return None
