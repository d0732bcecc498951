# RUN: cpy-dis %s | bc2ir | ir-opt -p specialize -o %t
# RUN: filecheck %s < %t
# RUN: ir-opt -p lower-py,insert-refcounts,verify-ownership %t -o /dev/null
# Builtins and methods of built-in types that run no Python code are done while numbers stay in registers; what they refuse is left to the
# function as it was.


# CHECK-LABEL: pyfunc export @stack
# CHECK: ^fast.
# CHECK-NOT: py.load_method
# CHECK: call @Coconut_QuickAppend(
# CHECK: call @Coconut_QuickTakeLast(
# CHECK: py.is_breaker_set
# CHECK: ^entry
def stack(n):
    xs = []
    for i in range(n):
        xs.append(i * 2)
        if i & 1:
            xs.pop()
    return xs


# A dict that is looked into by a number: no object is made for it.
# CHECK-LABEL: pyfunc export @table
# CHECK: call @Coconut_QuickInOfInt(
# CHECK: call @Coconut_QuickItemOfInt(
# CHECK: call @Coconut_QuickSetItem(
def table(n):
    d = {}
    for i in range(n):
        k = i % 7
        if k in d:
            d[k] += 1
        else:
            d[k] = 1
    return d


# What is not known to be a string is taken for one by what is done with it; else the function as it was goes on.
# CHECK-LABEL: pyfunc export @scan
# CHECK: global_addr @PyUnicode_Type
# CHECK: global_addr @Coconut_Function_len
# CHECK: call @Coconut_QuickCharacter(
# CHECK: global_addr @Coconut_Method_str_isdigit
# CHECK: call @Coconut_QuickMethod0(
# CHECK: call @Coconut_QuickSame(
def scan(text):
    text = text.strip()
    n = 0
    for i in range(len(text)):
        c = text[i]
        if c.isdigit() or c == "x":
            n += 1
    return n


# CHECK-LABEL: pyfunc export @limits
# CHECK: icmp slt
# CHECK: select
# CHECK: call @Coconut_QuickOrd(
# CHECK: call @Coconut_QuickChr(
# CHECK: call @Coconut_QuickStrOfInt(
def limits(n, s):
    t = 0
    for i in range(n):
        t += min(i, 5) - abs(i - 3) + ord(s)
        s = chr(97 + i % 26)
    return str(t)


# The result of a call that lives no longer than until it is looked at: compared as a reference, which keeps it.
# CHECK-LABEL: pyfunc export @prefixed
# CHECK: [[R:%[0-9]+]] = py.call
# CHECK-NOT: as_ptr [[R]]
# CHECK: icmp eq [[R]], %
def prefixed(name):
    name = name[:12].lower().replace("_", "-")
    if name == "u" or name.startswith("u-"):
        return 1
    if name.startswith(("l-", "i-")):
        return 2
    return name


# A name that the module defines is not taken for a method of a list.
# CHECK-LABEL: pyfunc export @own
# CHECK-NOT: PyList_Type
# CHECK: py.load_method
def own(o, n):
    for i in range(n):
        o.append(i)


class Bag:
    def append(self, x):
        self.last = x


# Items of a comprehension are added without a call; items of lists that are compared for the larger one are taken for numbers.
# CHECK-LABEL: pyfunc export @"squares.<locals>.<listcomp>"
# CHECK: call @Coconut_QuickAppend(
# CHECK-LABEL: pyfunc export @larger
# CHECK: select
def squares(n):
    return [i * i for i in range(n)]


def larger(xs, ys, n):
    for i in range(n):
        xs[i] = max(xs[i], ys[i])
