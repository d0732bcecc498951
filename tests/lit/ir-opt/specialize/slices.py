# A slice of a list, tuple or string is taken by two words; no slice object is made, and no number for it.
# RUN: cpy-dis %s | bc2ir | ir-opt -p specialize | filecheck %s


# CHECK-LABEL: pyfunc export @parts
# CHECK: ^fast.
# CHECK-NOT: py.build_slice
# CHECK: [[PART:%[0-9]+]] = call @Coconut_QuickPart({{%[0-9]+}}, {{%[0-9]+}}, {{%[0-9]+}})
# CHECK-NEXT: br_null [[PART]], ^leave{{.*}}, ^some weights(1, 999)
# CHECK: ^b{{[0-9.]+}}({{.*}}):
# CHECK: py.build_slice
def parts(text, n):
    found = 0
    for i in range(n):
        if text[:i] == "ab":
            found += i
    return found


# With a step, or kept: as they are.
# CHECK-LABEL: pyfunc export @steps
# CHECK-NOT: Coconut_QuickPart
def steps(items, n):
    total = 0
    for i in range(n):
        s = slice(i, n)
        total += items[::2][0] + len(items[s])
    return total
