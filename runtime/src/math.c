/* Functions of the module `math` that specialised code calls by their C entries (lib/passes/math-functions.ts). The module is imported by nobody but
   the program, so its functions are known once a global leads to one of them or to the module. */
#include "coconut.h"
#include <math.h>

/* Of the C library, of one argument and of two; those that give an int; of mathmodule.c itself. */
#define UNARY(X) \
    X(sqrt, Sqrt) X(sin, Sin) X(cos, Cos) X(tan, Tan) X(asin, Asin) X(acos, Acos) X(atan, Atan) X(sinh, Sinh) X(cosh, Cosh) X(tanh, Tanh) \
    X(exp, Exp) X(log, Log) X(log2, Log2) X(log10, Log10) X(fabs, Fabs)
#define BINARY(X) X(atan2, Atan2) X(pow, Pow) X(fmod, Fmod) X(copysign, Copysign)
#define ROUNDING(X) X(floor, Floor) X(ceil, Ceil) X(trunc, Trunc)
#define ANGLES(X) X(radians, Radians) X(degrees, Degrees)
#define FUNCTIONS(X) UNARY(X) BINARY(X) ROUNDING(X) ANGLES(X)

/* NULL until it is known; what differs from that is no function of `math`. */
#define DEFINE_OBJECT(name, Name) COCONUT_API PyObject *Coconut_Math_##name;
FUNCTIONS(DEFINE_OBJECT)

#define DEFINE_UNARY(name, Name) COCONUT_API double Coconut_Math##Name(double x) { return name(x); }
UNARY(DEFINE_UNARY)

/* math_pow, math_fmod and m_atan2 treat what is not finite apart, as C99 wants it, and so does the C library. */
#define DEFINE_BINARY(name, Name) COCONUT_API double Coconut_Math##Name(double x, double y) { return name(x, y); }
BINARY(DEFINE_BINARY)

/* INT64_MIN where it is no number below 2**62. */
static int64_t
to_word(double rounded)
{
    return fabs(rounded) < 0x1p62 ? (int64_t)rounded : INT64_MIN;
}
#define DEFINE_ROUNDING(name, Name) COCONUT_API int64_t Coconut_Math##Name(double x) { return to_word(name(x)); }
ROUNDING(DEFINE_ROUNDING)

/* math_radians and math_degrees: by the quotients that they multiply with. */
COCONUT_API double Coconut_MathRadians(double x) { return x * (Py_MATH_PI / 180.0); }
COCONUT_API double Coconut_MathDegrees(double x) { return x * (180.0 / Py_MATH_PI); }

static const struct {
    const char *name;
    PyObject **place;
} functions[] = {
#define ROW(name, Name) {#name, &Coconut_Math_##name},
    FUNCTIONS(ROW)
};

static bool
is_math(PyObject *module)
{
    if (module == NULL || !PyModule_CheckExact(module)) {
        return false;
    }
    PyModuleDef *def = PyModule_GetDef(module);
    return def != NULL && strcmp(def->m_name, "math") == 0;
}

static void
learn(PyObject *o)
{
    if (!Py_IS_TYPE(o, &PyCFunction_Type) || !is_math(((PyCFunctionObject *)o)->m_self)) {
        return;
    }
    PyMethodDef *method = ((PyCFunctionObject *)o)->m_ml;
    for (size_t i = 0; i < Py_ARRAY_LENGTH(functions); i++) {
        if (*functions[i].place == NULL && strcmp(method->ml_name, functions[i].name) == 0) {
            *functions[i].place = Py_NewRef(o);
        }
    }
}

/* A global that has been found: never an exception, no Python code runs. */
void
coconut_learn_math(PyObject *value)
{
    static bool knows_all;
    learn(value);
    if (knows_all || !is_math(value)) {
        return;
    }
    knows_all = true;
    PyObject *dict = PyModule_GetDict(value), *key, *item;
    for (Py_ssize_t at = 0; PyDict_Next(dict, &at, &key, &item);) {
        learn(item);
    }
}
