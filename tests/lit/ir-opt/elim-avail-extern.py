# RUN: cpy-dis %s | bc2ir -o %t
# What is available externally is asked, and is no part of the library. Here the function `scale` is; only `user` is compiled.
# RUN: sed -e 's/^pyfunc export @"<module>"/pyfunc available_externally @"<module>"/' -e 's/^pyfunc export @scale/pyfunc available_externally @scale/' %t > %t.ir
# RUN: ir-opt %t.ir | filecheck %s --check-prefix=READ
# READ: pyfunc available_externally @"<module>"
# READ: pyfunc available_externally @scale
# READ: pyfunc export @user

# Its ops get no guesses, the ones of `user` do, from what the module's code says of `table`.
# RUN: ir-opt -p infer-types %t.ir | filecheck %s --check-prefix=INFER
# INFER: pyfunc available_externally @scale
# INFER-NOT: profile
# INFER: pyfunc export @user
# INFER: py.binary_subscr {{.*}} profile(list, _)
# INFER: py.binary_op {{.*}} profile(int, _)

# No calls of it without a frame are compiled either.
# RUN: ir-opt -p lazy-calls %t.ir | filecheck %s --check-prefix=LAZY
# LAZY-NOT: fast{{.*}}scale
# LAZY: func internal @{{.*}}user

# RUN: ir-opt -p elim-avail-extern %t.ir | filecheck %s --check-prefix=ELIM
# ELIM-NOT: @scale
# ELIM-NOT: @"<module>"
# ELIM: pyfunc export @user

# The table of the library has it not, even where nobody has dropped it.
# RUN: ir-opt -O2 %t.ir | filecheck %s --check-prefix=TABLE
# RUN: ir-opt -p export-library %t.ir | filecheck %s --check-prefix=TABLE
# TABLE: global export @coconut_library
# TABLE-NOT: "scale", @
# TABLE-SAME: "user", @user
# TABLE-NOT: "scale", @
# TABLE-SAME: )

table = [1, 2, 3]


def scale(x):
    return x * 2.5


def user(i):
    return table[i] + scale(i)
