# What takes a generator's items does so without resuming it, natively: with the jump back edited to be the end, each is through after its first item.
# RUN: bc2ir %s | ir-opt -p consume-yields -o %t.ir
# RUN: sed '/^.consumed:/,/^.yield:/s/br .b.*/br ^b28/' %t.ir > %t.edited.ir
# RUN: not diff %t.ir %t.edited.ir > %t.diff
# RUN: ir-run -O1 --with %s %t.ir all_of "[1, 2, 3]" | filecheck %s --check-prefix=WHOLE
# RUN: ir-run -O1 --with %s %t.edited.ir all_of "[1, 2, 3]" | filecheck %s --check-prefix=FIRST
# RUN: ir-run -O2 --with %s %t.edited.ir all_of "[1, 2, 3]" | filecheck %s --check-prefix=FIRST
# RUN: ir-run -O2 --with %s %t.edited.ir all_of "[0.5, 2.5, 1.5]" | filecheck %s --check-prefix=FLOATS
# What could be noticed is yielded: the edited jump is never taken.
# RUN: ir-run -O2 --with %s %t.edited.ir all_of "[1j, 2j]" | filecheck %s --check-prefix=YIELDED
# REQUIRES: libgccjit, runtime, python3.11
# WHOLE: {{^}}(12, 6, 2, True, [2, 4, 6], (2, 4, 6), [2, 4, 6], [2, 4, 6]){{$}}
# FIRST: {{^}}(2, 2, 2, True, [2], (2,), [2], [2]){{$}}
# FLOATS: {{^}}(6.0, 1.0, 1.0, True, [1.0], (1.0,), [1.0], [1.0]){{$}}
# YIELDED: {{^}}6j{{$}}
def total(a):
    return sum(x * 2 for x in a)
def most(a):
    return max(x * 2 for x in a)
def least(a):
    return min(x * 2 for x in a)
def every(a):
    return all(x * 2 for x in a)
def listed(a):
    return list(x * 2 for x in a)
def tupled(a):
    return tuple(x * 2 for x in a)
def ordered(a):
    return sorted(x * 2 for x in a)
def unlike(a):
    return sorted(set(x * 2 for x in a))
def all_of(a):
    if isinstance(a[0], complex):
        return total(a)
    return total(a), most(a), least(a), every(a), listed(a), tupled(a), ordered(a), unlike(a)
