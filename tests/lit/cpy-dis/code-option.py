# RUN: cpy-dis -c "x = y" | filecheck %s
# -c compiles its argument, under the name Python gives it.

# CHECK: python "3.11" magic 3495
# CHECK-NEXT: pyc checked hash 0x{{[0-9a-f]{16}$}}
# CHECK: filename "<string>"
# CHECK: LOAD_NAME 0 "y" loc(1:4-1:5)
# CHECK: STORE_NAME 1 "x" loc(1:0-1:1)
