/* Builtins that functions without frames call besides those with a shortcut (builtins.c). */
#ifndef COCONUT_QUIET_H
#define COCONUT_QUIET_H

#include "coconut.h"

void coconut_quiet_init(PyMethodDef *(*method_named)(const char *));

/* NULL, perhaps with an exception: nothing has happened. */
PyObject *coconut_call_quietly(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count);

#endif
