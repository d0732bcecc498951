# RUN: bc2ir %s | ir-opt -p specialize | filecheck %s
# RUN: bc2ir %s | ir-opt -O2 -o %t.ir
# A return out of a loop drops what it goes over: where somebody could notice its end, the function as it was sees to it; what is borrowed from it stays.


# CHECK-LABEL: pyfunc export @find
# CHECK: [[FOUND:%[0-9]+]] = call @Coconut_QuickItem(
# CHECK: = call @Coconut_MayEnd([[TUPLE:%[0-9]+]],
# CHECK: = call @Coconut_DiesVisibly([[TUPLE]])
# CHECK: incref
# CHECK: ends_quietly [[TUPLE]]
# CHECK-NEXT: end_lifetime [[TUPLE]]
# CHECK: py.return
def find(bases):
    for chain in bases:
        for base in chain.__mro__:
            if "__x__" in base.__dict__:
                return base.__dict__["__x__"]
    return None
