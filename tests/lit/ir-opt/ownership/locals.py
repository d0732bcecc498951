# RUN: cpy-dis %s | bc2ir --function locals_ | ir-opt -p lower-py,insert-refcounts > %t.ir
# RUN: sed -e 's/^  br_null.*\(\^bound[.0-9]*\) .*/  br \1/' %t.ir > %t.untested
# RUN: not ir-opt -p verify-ownership %t.untested 2>&1 | filecheck %s --check-prefix=UNTESTED
# RUN: sed -e '/= adopt_nullable/,/decref/{/decref/d;s/adopt_nullable/as_ptr/;}' %t.ir > %t.over
# RUN: not ir-opt -p verify-ownership %t.over 2>&1 | filecheck %s --check-prefix=OVER
# What a fast local holds is taken over before it is stored to; one that may be unbound is tested.
# UNTESTED: error: %{{.*}} is not tested before 'br': the local may be unbound
# OVER: error: slot 1 "x" is overwritten with its reference not taken over
# OVER: hint: load and adopt what it holds first
def locals_(a):
    if a:
        x = a
    return x
