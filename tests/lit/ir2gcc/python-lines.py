# RUN: cpy-dis %s | bc2ir | ir2gcc -g=python -O0 -o %t.so
# RUN: gdb -batch -nx -ex "info line py_divide" %t.so | filecheck %s
# REQUIRES: libgccjit, gdb, python3.11
# -g=python: a debugger shows the lines of the Python source.
# CHECK: Line [[#@LINE+1]] of "{{.*}}python-lines.py" starts at address {{.*}} <py_divide>
def divide(a, b):
    return a / b
