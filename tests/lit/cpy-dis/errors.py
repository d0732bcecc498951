# RUN: not cpy-dis --python /nonexistent/python %s 2>&1 | filecheck --check-prefix=PYTHON %s
# RUN: not cpy-dis %t.missing.py 2>&1 | filecheck --check-prefix=MISSING %s
# RUN: not cpy-dis %t.missing.pyc 2>&1 | filecheck --check-prefix=MISSINGPYC %s
# RUN: not cpy-dis -c "x = (1" 2>&1 | filecheck --check-prefix=SYNTAX %s
# RUN: not cpy-dis %s -o /nonexistent/out 2>&1 | filecheck --check-prefix=OUT %s
# RUN: not cpy-dis --frobnicate 2>&1 | filecheck --check-prefix=USAGE %s
# RUN: not cpy-dis -c x %s 2>&1 | filecheck --check-prefix=BOTH %s
# Each mistake is one line.

# PYTHON: cpy-dis: error: cannot run Python '/nonexistent/python': not found
# PYTHON-NEXT: hint: choose another with --python or COCONUT_PYTHON
# MISSING: cpy-dis: error: cannot read '{{.*}}.missing.py': no such file or directory
# MISSINGPYC: cpy-dis: error: cannot read '{{.*}}.missing.pyc': no such file or directory
# SYNTAX: <string>:1:5: error: SyntaxError: '(' was never closed
# SYNTAX-NEXT: x = (1
# SYNTAX-NEXT: {{^    \^$}}
# OUT: cpy-dis: error: cannot write '/nonexistent/out': no such file or directory
# USAGE: cpy-dis: error: Unknown argument: frobnicate
# BOTH: cpy-dis: error: -c and a file do not go together
