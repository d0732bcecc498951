# RUN: cpy-dis --function f %s | filecheck %s
# Arguments that are flags or small codes are explained in a comment.

def f(a, b, c=1):
    return f"{a!r:>3}", a is not b, a not in b, f(*a, **b), f(a, c=b), a <= b, lambda x=1, *, y=2: x
# CHECK: FORMAT_VALUE 6 {{.*}}; repr, with spec
# CHECK: IS_OP 1 {{.*}}; is not
# CHECK: CONTAINS_OP 1 {{.*}}; not in
# CHECK: CALL_FUNCTION_EX 1 {{.*}}; with keywords
# CHECK: KW_NAMES {{[0-9]+}} = ("c",)
# CHECK: COMPARE_OP 1 "<="
# CHECK: MAKE_FUNCTION 3 {{.*}}; defaults, kwdefaults
