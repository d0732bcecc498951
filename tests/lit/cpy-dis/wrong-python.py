# RUN: not cpy-dis --python %S/Inputs/python-3.99 %s 2>&1 | filecheck %s
# RUN: not cpy-dis --python %S/Inputs/python-broken %s 2>&1 | filecheck --check-prefix=BROKEN %s
# A Python of another version, or one that dies, is refused.

# CHECK: cpy-dis: error: '{{.*}}python-3.99' is Python 3.99.0, supported: 3.11
# CHECK-NEXT: hint: choose another with --python or COCONUT_PYTHON
# BROKEN: cpy-dis: error: Python '{{.*}}python-broken' failed to compile (exit status 3): out of order
