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

/* object.__init__ without further arguments (object_init), as a fast function. */
PyObject *coconut_init_object(PyThreadState *tstate, void *caller, int64_t depth, PyObject *func, PyObject *self);

COCONUT_API bool Coconut_PeekFast(PyObject *callee, int64_t count, void **fast);
void coconut_give_up_packed(void);
void *coconut_packing_for(const coconut_entry *entry, PyCodeObject *code, int64_t count);
PyObject *coconut_call_by_count(void *fast, PyThreadState *tstate, record *r, int64_t levels, PyObject *func, PyObject *const *a, Py_ssize_t count);

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
