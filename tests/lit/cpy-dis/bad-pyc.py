# RUN: not cpy-dis %S/Inputs/truncated.pyc 2>&1 | filecheck --check-prefix=TRUNCATED %s
# RUN: not cpy-dis %S/Inputs/header.pyc 2>&1 | filecheck --check-prefix=HEADER %s
# RUN: not cpy-dis %S/Inputs/magic.pyc 2>&1 | filecheck --check-prefix=MAGIC %s
# RUN: not cpy-dis %S/Inputs/flags.pyc 2>&1 | filecheck --check-prefix=FLAGS %s
# RUN: not cpy-dis %S/Inputs/trailing.pyc 2>&1 | filecheck --check-prefix=TRAILING %s
# RUN: not cpy-dis %S/Inputs/list.pyc 2>&1 | filecheck --check-prefix=LIST %s
# RUN: not cpy-dis %S/Inputs/opcode.pyc 2>&1 | filecheck --check-prefix=OPCODE %s
# RUN: not cpy-dis %S/Inputs/stack.pyc 2>&1 | filecheck --check-prefix=STACK %s
# RUN: not cpy-dis %S/Inputs/text.pyc 2>&1 | filecheck --check-prefix=TEXT %s
# A damaged .pyc is refused with the place of the damage.

# TRUNCATED: cpy-dis: error: '{{.*}}truncated.pyc': byte {{[0-9]+}}: truncated: {{[0-9]+}} more bytes are needed, {{[0-9]+}} are left
# HEADER: cpy-dis: error: '{{.*}}header.pyc' is truncated: a .pyc header has 16 bytes, found 7
# MAGIC: cpy-dis: error: '{{.*}}magic.pyc' has magic number 3531, supported: 3495 (Python 3.11)
# FLAGS: cpy-dis: error: '{{.*}}flags.pyc' has invalid .pyc flags 0x8
# TRAILING: cpy-dis: error: '{{.*}}trailing.pyc': byte {{[0-9]+}}: 3 bytes are left after the end of the marshalled data
# LIST: cpy-dis: error: '{{.*}}list.pyc' holds a list, expected code
# OPCODE: cpy-dis: error: '{{.*}}opcode.pyc': code '<module>' at offset 0: no bytecode has number 0
# STACK: cpy-dis: error: '{{.*}}stack.pyc': code '<module>' at offset 4: the stack grows to 1 values, stacksize is 0
# TEXT: cpy-dis: error: '{{.*}}text.pyc' is not a .pyc file
