/* Calls of functions without frames: how deep they may go, and the door to any of them. */
#include "lazy.h"

/* Bytes of the C stack that a fast function may take. */
#define FAST_FRAME 2048

/* How many levels deep fast functions may go from here, when a function with this entry is called: 0 when it has to be called otherwise. */
static inline int64_t
levels_for(PyThreadState *tstate, coconut_entry *entry)
{
    if (tstate->interp->eval_frame != coconut_hook || tstate->cframe->use_tracing || coconut_stack_limit == NULL) {
        return 0;
    }
    if (UNLIKELY(entry->left > 0)) {
        entry->left--;
        if (entry->left > LEFT_MAX) {
            return 0;
        }
    }
    int64_t room = ((char *)__builtin_frame_address(0) - coconut_stack_limit) / FAST_FRAME;
    if (room <= 0) {
        return 0;
    }
    if (UNLIKELY(coconut_counting)) {
        entry->calls++;
    }
    return Py_MIN(room, tstate->recursion_remaining);
}

/* The same for what is to run as `native`. */
COCONUT_API int64_t
Coconut_MayCallFast(PyThreadState *tstate, PyObject *func, coconut_native native)
{
    if (!Py_IS_TYPE(func, &PyFunction_Type)) {
        return 0;
    }
    PyCodeObject *code = (PyCodeObject *)((PyFunctionObject *)func)->func_code;
    coconut_entry *entry = coconut_entry_of(code);
    return entry == NULL || !runs_as(entry, code, native) ? 0 : levels_for(tstate, entry);
}

/* How many levels deep fast functions may go on the rest of the C stack when a function with a frame calls them. */
COCONUT_API int64_t
Coconut_FastRoom(PyThreadState *tstate)
{
    if (tstate->interp->eval_frame != coconut_hook || coconut_counting || coconut_stack_limit == NULL) {
        return 0;
    }
    return Py_MAX(0, ((char *)__builtin_frame_address(0) - coconut_stack_limit) / FAST_FRAME);
}

/* Where the defaults of a function's last `count` arguments are; NULL: it has not so many. */
COCONUT_API PyObject **
Coconut_Defaults(PyObject *func, int64_t count)
{
    PyObject *defaults = ((PyFunctionObject *)func)->func_defaults;
    return defaults == NULL || PyTuple_GET_SIZE(defaults) < count ? NULL
                                                                  : &PyTuple_GET_ITEM(defaults, PyTuple_GET_SIZE(defaults) - count);
}

typedef PyObject *(*fast4)(PyThreadState *, record *, int64_t, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *);
typedef PyObject *(*fast5)(PyThreadState *, record *, int64_t, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *);
typedef PyObject *(*fast6)(PyThreadState *, record *, int64_t, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *);
typedef PyObject *(*fast7)(PyThreadState *, record *, int64_t, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *,
                           PyObject *);
typedef PyObject *(*fast8)(PyThreadState *, record *, int64_t, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *,
                           PyObject *, PyObject *);

/* call_by_count for four and more. */
PyObject *
coconut_call_by_many(void *fast, PyThreadState *tstate, record *r, int64_t levels, PyObject *func, PyObject *const *a, Py_ssize_t count)
{
    static_assert(COCONUT_FAST_ARGS == 8, "a way to call for each number of arguments");
    switch (count) {
    case 4:
        return ((fast4)fast)(tstate, r, levels, func, a[0], a[1], a[2], a[3]);
    case 5:
        return ((fast5)fast)(tstate, r, levels, func, a[0], a[1], a[2], a[3], a[4]);
    case 6:
        return ((fast6)fast)(tstate, r, levels, func, a[0], a[1], a[2], a[3], a[4], a[5]);
    case 7:
        return ((fast7)fast)(tstate, r, levels, func, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
    default:
        return ((fast8)fast)(tstate, r, levels, func, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
    }
}

/* --- The door to any fast function of objects that gives an object: what lib/passes/lazy-calls/doors.ts makes for one. */

/* Calls a function with an entry that has a fast function, with as many arguments as it wants. Takes the function and the arguments, unless it returns
   false. */
bool
coconut_call_fast(PyThreadState *tstate, PyFunctionObject *func, coconut_entry *entry, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    const int64_t levels = levels_for(tstate, entry);
    if (UNLIKELY(levels <= 0)) {
        return false;
    }
    int64_t memory[sizeof(record) / sizeof(int64_t) + 2 + COCONUT_FAST_ARGS];
    record *r = (record *)memory;
    r->previous = NULL;
    r->site = NULL;
    r->frame = NULL;
    r->func = func;
    r->values[0] = count + 1;
    r->values[1] = (int64_t)func;
    for (Py_ssize_t i = 0; i < count; i++) {
        r->values[2 + i] = (int64_t)args[i];
    }
    *result = call_by_count(entry->fast, tstate, r, levels, (PyObject *)func, args, count);
    if (LIKELY(*result != NULL)) {
        for (Py_ssize_t i = 0; i < count; i++) {
            Py_DECREF(args[i]);
        }
        Py_DECREF(func);
        return true;
    }
    /* It has left: the references are its frame's. A caller that is native code sets the result aside itself if tracing is on. */
    *result = r->result;
    return true;
}
