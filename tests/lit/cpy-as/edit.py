# RUN: cpy-dis %s -o %t.bc
# RUN: %python %S/Inputs/edit.py %t.bc %t.new.bc
# RUN: cpy-as %t.new.bc -o %t.pyc
# RUN: %python %t.pyc | filecheck %s
# A person changes an operator, puts in instructions by name and drops the stack size; nothing else has to be touched.

def add(a, b):
    for _ in range(2):
        a = a + b
    return a

print(add(2, 3))
# CHECK: -370
