# RUN: cpy-dis %s | bc2ir | ir-opt -O2 --print-after=specialize -o /dev/null 2> %t
# RUN: filecheck %s < %t
# Arguments that a call names go where the function has them; those that it leaves out are the function's defaults at that moment.
def three(a, b=2, c=3):
    return a * 100 + b * 10 + c


# CHECK-LABEL: pyfunc export @total {
# CHECK: %[[D:.*]] = call @Coconut_Defaults(%[[F:.*]], %[[N:.*]])
# CHECK: %[[B:.*]] = load obj
# CHECK: call @three.fast.ioi(%{{.*}}, %[[B]], %
def total(n):
    k = 0
    for i in range(n):
        k += three(i, c=i)
    return k


total(3)
