# RUN: cpy-dis < %s | filecheck %s
# RUN: cpy-dis - < %s | filecheck %s
# RUN: cpy-dis %s | cpy-as | cpy-dis | filecheck --check-prefix=PYC %s
# Source, .pyc and bytecode text all come from standard input, told apart by how they begin.

x = 1
# CHECK: filename "<stdin>"
# CHECK: STORE_NAME 0 "x"
# PYC: filename "{{.*}}stdin.py"
# PYC: STORE_NAME 0 "x"
