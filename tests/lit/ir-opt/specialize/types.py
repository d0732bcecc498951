# RUN: bc2ir %s -o %t.ir
# RUN: ir-opt -p specialize %t.ir | filecheck %s
# What is not known to be an int may be a float: the loop has a version for each, and a sum that starts as an int goes over.


# CHECK-LABEL: pyfunc export @total
# CHECK: ^fast.[[H:[a-z0-9]+]]([[I:%[0-9]+]]: i64,
# CHECK: ^fast.[[H]].1([[F:%[0-9]+]]: f64,
# CHECK: sadd_overflow [[I]],
# CHECK: [[A:%[0-9]+]] = sitofp f64 [[I]]
# CHECK: [[B:%[0-9]+]] = fadd [[A]],
# CHECK: br ^fast.[[H]].1([[B]],
# CHECK: fadd [[F]],
def total(items):
    s = 0
    for x in items:
        s += x
    return s


# A function that does nothing on numbers and nothing with what is known of its types stays as it was.
# CHECK-LABEL: pyfunc export @names
# CHECK-NOT: ^fast
def names(items):
    while items.first():
        items.second()


# One that goes through a list all the same does that without an iterator.
# CHECK-LABEL: pyfunc export @named
# CHECK: ^fast
# CHECK: load_field @PyListObject.ob_item
def named(items):
    for x in items:
        print(x.name)
