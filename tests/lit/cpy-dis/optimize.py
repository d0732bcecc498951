# RUN: cpy-dis --optimize 0 %s | filecheck --check-prefixes=ASSERT,DOC %s
# RUN: cpy-dis --optimize 1 %s | filecheck --check-prefixes=NOASSERT,DOC %s
# RUN: cpy-dis --optimize 2 %s | filecheck --check-prefixes=NODOC,NOASSERT %s
# --optimize compiles as python -O and -OO.

def f(x):
    "a doc string"
    assert x
# DOC: const 0 = "a doc string"
# NODOC-NOT: "a doc string"
# ASSERT: LOAD_ASSERTION_ERROR
# NOASSERT-NOT: LOAD_ASSERTION_ERROR
