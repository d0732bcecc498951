/* Functions of the module `math` that specialised code calls by their C entries (lib/passes/specialize/math-calls.ts). The module is imported by nobody but
   the program, so its functions are known once a global leads to one of them or to the module. */
#include "coconut.h"
#include <math.h>

#define FUNCTIONS(X) X(sqrt, Sqrt) X(sin, Sin) X(cos, Cos) X(tan, Tan) X(atan, Atan) X(exp, Exp) X(log, Log) X(fabs, Fabs)

/* NULL until it is known; what differs from that is no function of `math`. */
#define DEFINE_FUNCTION(name, Name) \
    COCONUT_API PyObject *Coconut_Math_##name; \
    COCONUT_API double Coconut_Math##Name(double x) { return name(x); }
FUNCTIONS(DEFINE_FUNCTION)

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
