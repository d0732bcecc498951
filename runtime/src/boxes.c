/* Numbers that leave machine registers. Where no memory is left for one the process ends: the frame could not be made good. */
#include "coconut.h"

COCONUT_API PyObject *
Coconut_BoxInt(int64_t value)
{
    PyObject *o = PyLong_FromLong(value);
    if (UNLIKELY(o == NULL)) {
        Py_FatalError("no memory for an int of compiled code");
    }
    return o;
}

COCONUT_API PyObject *
Coconut_BoxFloat(double value)
{
    PyObject *o = PyFloat_FromDouble(value);
    if (UNLIKELY(o == NULL)) {
        Py_FatalError("no memory for a float of compiled code");
    }
    return o;
}
