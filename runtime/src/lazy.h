/* What functions without frames have in common where they are called and where they leave. */
#ifndef COCONUT_LAZY_H
#define COCONUT_LAZY_H

#include "coconut.h"

/* Layout known to the lowering (lib/passes/lazy-calls/record.ts). */
typedef struct record {
    struct record *previous;        /* NULL: the outermost */
    const int64_t *site;            /* of the outermost: NULL when it belongs to a door, see give_up; else settle */
    _PyInterpreterFrame *frame;     /* NULL until it is made; of the outermost: not NULL when its callee has left */
    PyFunctionObject *func;         /* borrowed; not set where the outermost has a site */
    PyObject *result;               /* what a callee that left has given: new, NULL with an exception */
    int64_t values[];
} record;

/* How often functions leave; a function that mostly does is not called in the fast way. */
#define LEFT_COST 64
#define LEFT_MAX (64 * 32)
/* For so many calls a function that has left at a loop that is long has frames. */
#define LONG_COST 256

/* object.__init__ without further arguments (object_init), as a fast function. */
PyObject *coconut_init_object(PyThreadState *tstate, void *caller, int64_t depth, PyObject *func, PyObject *self);

void coconut_give_up_packed(void);

typedef PyObject *(*coconut_fast0)(PyThreadState *, record *, int64_t, PyObject *);
typedef PyObject *(*coconut_fast1)(PyThreadState *, record *, int64_t, PyObject *, PyObject *);
typedef PyObject *(*coconut_fast2)(PyThreadState *, record *, int64_t, PyObject *, PyObject *, PyObject *);
typedef PyObject *(*coconut_fast3)(PyThreadState *, record *, int64_t, PyObject *, PyObject *, PyObject *, PyObject *);

PyObject *coconut_call_by_many(void *fast, PyThreadState *tstate, record *r, int64_t levels, PyObject *func, PyObject *const *a, Py_ssize_t count);

/* Calls a fast function of so many objects, at most COCONUT_FAST_ARGS. */
static inline PyObject *
call_by_count(void *fast, PyThreadState *tstate, record *r, int64_t levels, PyObject *func, PyObject *const *a, Py_ssize_t count)
{
    switch (count) {
    case 0:
        return ((coconut_fast0)fast)(tstate, r, levels, func);
    case 1:
        return ((coconut_fast1)fast)(tstate, r, levels, func, a[0]);
    case 2:
        return ((coconut_fast2)fast)(tstate, r, levels, func, a[0], a[1]);
    case 3:
        return ((coconut_fast3)fast)(tstate, r, levels, func, a[0], a[1], a[2]);
    default:
        return coconut_call_by_many(fast, tstate, r, levels, func, a, count);
    }
}

bool coconut_is_code_of(coconut_native native, PyCodeObject *code);

/* coconut_is_code_of for the code of an entry, remembered. */
static inline bool
runs_as(coconut_entry *entry, PyCodeObject *code, coconut_native native)
{
    if (LIKELY(entry->native == native) || (entry->native != NULL && entry->same == native)) {
        return true;
    }
    if (entry->native == NULL || entry->other == native) {
        return false;
    }
    const bool is = coconut_is_code_of(native, code);
    *(is ? &entry->same : &entry->other) = native;
    return is;
}

#endif
