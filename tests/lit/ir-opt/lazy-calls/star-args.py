# RUN: cpy-dis %s | bc2ir | ir-opt -p lazy-calls -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t
# A function with * or ** has a version that is given the tuple and the dict. Calls with * find one by the tuple; a name that a decorator has given something
# else to is looked at where it is called. Where the dict could be seen changed by others, there is no version.


def plain(fn):
    def wrapper(*args):
        return fn(*args)

    return wrapper


@plain
def add(a, b):
    return a + b


def calls(x):
    return add(x, 1)


def named(fn, **kwargs):
    return fn(**kwargs)


def leaks(**kwargs):
    return kwargs


# CHECK-NOT: @leaks.fast

# CHECK-LABEL: func internal @named.fast.oo({{.*}} %arg.fn: borrow obj, %arg.kwargs: borrow obj)
# CHECK:       call @Coconut_QuickMerge([[DICT:%[0-9]+]], %arg.kwargs)
# CHECK:       call @Coconut_PeekSpread(%arg.fn, {{%[0-9]+}}, [[DICT]], {{%[0-9]+}})

# CHECK-LABEL: func internal @calls.fast.o(
# CHECK:       call @Coconut_PeekGlobal(
# CHECK:       call @Coconut_PeekFast(

# CHECK-LABEL: func internal @"plain.<locals>.wrapper.fast.o"({{.*}} %arg.args: borrow obj)
# CHECK:      [[MAY:%[0-9]+]] = call @Coconut_PeekSpread({{%[0-9]+}}, %arg.args, {{%[0-9]+}}, [[FAST:%[0-9]+]])
# CHECK:      cond_br [[MAY]]
# CHECK:      [[TO:%[0-9]+]] = load ptr [[FAST]]
# CHECK:      call_indirect {{.*}} [[TO]](%tstate, {{.*}}, %arg.args)
