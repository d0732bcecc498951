# RUN: cpy-dis %s | cpy-as -o %t.pyc
# RUN: env COCONUT_PYTHON=/nonexistent cpy-dis %t.pyc | filecheck %s
# A .pyc is read without any Python.

def f(): return {"a": 1}
# CHECK: code #0 "f"
# CHECK: BUILD_MAP 1
