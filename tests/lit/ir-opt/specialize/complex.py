# RUN: bc2ir %s | ir-opt -p infer-types,specialize | filecheck %s
# RUN: bc2ir %s | ir-opt -O2 -o %t.ir
# RUN: filecheck %s --check-prefix=NONE < %t.ir
# Complex numbers stay in registers as pairs of floats; at the end there are none left.
# NONE-NOT: {{complex.(create|re|im)}}

from cmath import exp, pi


# z * z + c as complexobject.c has it, and a limit of an absolute value by squares: hypot is called only where they are close.
# CHECK-LABEL: pyfunc export @escape
# CHECK: ^fast.b{{[0-9]+}}({{.*}}: complex
# CHECK: [[X:%[0-9]+]] = complex.re [[Z:%[0-9]+]]
# CHECK: complex.im [[Z]]
# CHECK: [[SQUARE:%[0-9]+]] = fadd
# CHECK: fcmp oge [[SQUARE]],
# CHECK: fcmp ole [[SQUARE]],
# CHECK: call @Coconut_ComplexAbs
# CHECK: fcmp ogt [[SQUARE]],
# CHECK: fsub
# CHECK: complex.create
def escape(c, limit):
    z = 0j
    for n in range(limit):
        if abs(z) > 2:
            return n
        z = z * z + c
    return limit


# Parts and conjugates; a float becomes a complex where it meets one.
# CHECK-LABEL: pyfunc export @parts
# CHECK: fneg
# CHECK-NOT: py.load_attr
# CHECK: py.return
def parts(n):
    z, total = 1 + 1j, 0.0
    for _ in range(n):
        z = z.conjugate() * 0.5
        total += z.real - z.imag
    return total


# By a number without an imaginary part as by a complex; what is no number leaves.
# CHECK-LABEL: pyfunc export @divided
# CHECK: [[RATIO:%[0-9]+]] = fdiv
# CHECK: fmul {{%[0-9]+}}, [[RATIO]]
# CHECK: call @Coconut_ComplexQuotientRe
# CHECK: call @Coconut_ComplexQuotientIm
def divided(n):
    z = 1j
    for i in range(n):
        z = z / 2.5
        z = 1 / z
    return z


# What comes from cmath is no function of math, and gives complex numbers; a variable of the module is looked at where it is.
# CHECK-LABEL: pyfunc export @turned
# CHECK-NOT: Coconut_Math_exp
# CHECK: py.peek_own_global {{[0-9]+}} "pi"
# CHECK-NOT: Coconut_Math_exp
# CHECK: py.call
# CHECK: global_addr @PyComplex_Type
def turned(xs):
    s = 0j
    n = len(xs)
    for k in range(n):
        s += exp(-2j * pi * k / n) * xs[k]
    return s


def test(n):
    return escape(complex(n, 1), n)
