# Functions inside functions without frames: the cells are those of the function object, what is called is looked at.
# RUN: bc2ir %s | ir-opt -p infer-types,lazy-calls | filecheck %s


def outer(n):
    count = 0

    # CHECK-DAG: func internal @"outer.<locals>.fib.fast.o"
    # CHECK-DAG: call @Coconut_RunsAs(
    # CHECK-DAG: call @"outer.<locals>.fib.fast.i"(
    def fib(k):
        return k if k < 2 else fib(k - 1) + fib(k - 2)

    # CHECK-DAG: func internal @"outer.<locals>.up.fast.o"
    # CHECK-DAG: load_field @PyFunctionObject.func_closure %func
    # CHECK-DAG: field_addr @PyCellObject.ob_ref
    def up(by):
        nonlocal count
        count += by
        return count

    return fib(n), up(n)


# CHECK-DAG: call @Coconut_PeekFast(%arg.f
def apply(f, x):
    return f(x)
