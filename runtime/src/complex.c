/* Complex numbers that compiled code has as two floats: Objects/complexobject.c. */
#include "numbers.h"
#include <math.h>

static inline Py_complex
of_parts(double re, double im)
{
    return (Py_complex){re, im};
}

COCONUT_API PyObject *
Coconut_NewComplex(double re, double im)
{
    return PyComplex_FromDoubles(re, im);
}

COCONUT_API PyObject *
Coconut_ComplexLike(PyObject *o, double re, double im)
{
    const Py_complex value = of_parts(re, im);
    if (LIKELY(o != NULL && PyComplex_CheckExact(o) && memcmp(&((PyComplexObject *)o)->cval, &value, sizeof(value)) == 0)) {
        return Py_NewRef(o);
    }
    return PyComplex_FromCComplex(value);
}

/* What the slot held goes unnoticed; a complex that only it has takes the new value. */
COCONUT_API int
Coconut_StoreComplex(_PyInterpreterFrame *frame, int slot, double re, double im, bool when)
{
    if (!when) {
        return 0;
    }
    PyObject *old = frame->localsplus[slot];
    if (old != NULL && Py_REFCNT(old) == 1 && PyComplex_CheckExact(old)) {
        ((PyComplexObject *)old)->cval = of_parts(re, im);
        return 0;
    }
    return coconut_store_local(frame, slot, PyComplex_FromDoubles(re, im));
}

COCONUT_API double
Coconut_ComplexAbs(double re, double im)
{
    return hypot(re, im);
}

COCONUT_API double
Coconut_ComplexQuotientRe(double a, double b, double c, double d)
{
    return _Py_c_quot(of_parts(a, b), of_parts(c, d)).real;
}

COCONUT_API double
Coconut_ComplexQuotientIm(double a, double b, double c, double d)
{
    return _Py_c_quot(of_parts(a, b), of_parts(c, d)).imag;
}
