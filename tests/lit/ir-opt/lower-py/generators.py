# RUN: cpy-dis %s | bc2ir | ir-opt -p lower-py | filecheck %s
# A generator's entry goes to the place where the frame was suspended, by one switch; from a place that is none of its own the interpreter goes on. A
# for loop takes items by one call, which resumes native generators itself.


def count(n):
    for i in n:
        yield i


# CHECK-LABEL: func export @count(
# CHECK:         %stacktop = load_field @_PyInterpreterFrame.stacktop %frame
# CHECK:         call @Coconut_Enter(%tstate, %frame, %cf)
# CHECK:         switch [-2, 0, {{[0-9]+}}] %{{.*}}, ^foreign, ^{{.*}}, ^{{.*}}, ^
# CHECK:       ^foreign:
# CHECK-NEXT:    %[[R:.*]] = call @Coconut_Foreign(%tstate, %frame, %cf, %throwflag, %stacktop)
# CHECK-NEXT:    ret %[[R]]
# CHECK:         %[[ITEM:.*]] = call @Coconut_ForIter(%tstate, %{{.*}})
# CHECK-NEXT:    br_null %[[ITEM]], ^[[NONE:none.*]], ^
# CHECK:       ^[[NONE]]:
# CHECK-NEXT:    call @Coconut_IterEnd(%tstate)
# CHECK:         call @Coconut_Suspend(%tstate, %frame, %cf, %i32.
