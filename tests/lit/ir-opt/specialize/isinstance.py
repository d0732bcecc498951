# RUN: cpy-dis %s | bc2ir | ir-opt -p specialize -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# isinstance in specialised code: a look, no call; of a tuple of classes that is never made; of what is known, nothing.


class Base:
    pass


# CHECK-LABEL: pyfunc export @asked {
# CHECK: call @Coconut_QuickIsInstance(
# CHECK: call @Coconut_QuickIsInstance(
# CHECK: or {{%[0-9]+, %[0-9]+}}
# CHECK-NEXT: const i32 0
def asked(values):
    n = 0
    for i in range(len(values)):
        v = values[i]
        if isinstance(v, int):
            n += 1
        elif isinstance(v, Base):
            n += 2
        elif isinstance(v, (str, list)):
            n += len(v)
    return n


# No answer is asked for of a number in a register.
# CHECK-LABEL: pyfunc export @of_numbers {
# CHECK-NOT: call @Coconut_QuickIsInstance(
# CHECK: ^kept
def of_numbers(n):
    s = 0
    for i in range(n):
        if isinstance(i, (int, str)) and not isinstance(i, float):
            s += i
    return s
