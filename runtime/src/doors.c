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

/* --- The door to any fast function of objects that gives an object: what lib/passes/lazy-calls/doors.ts makes for one. */

/* Where the defaults of a function's last `count` arguments are; NULL: it has not so many. */
COCONUT_API PyObject **
Coconut_Defaults(PyObject *func, int64_t count)
{
    PyObject *defaults = ((PyFunctionObject *)func)->func_defaults;
    return defaults == NULL || PyTuple_GET_SIZE(defaults) < count ? NULL
                                                                  : &PyTuple_GET_ITEM(defaults, PyTuple_GET_SIZE(defaults) - count);
}

typedef PyObject *(*fast0)(PyThreadState *, record *, int64_t, PyFunctionObject *);
typedef PyObject *(*fast1)(PyThreadState *, record *, int64_t, PyFunctionObject *, PyObject *);
typedef PyObject *(*fast2)(PyThreadState *, record *, int64_t, PyFunctionObject *, PyObject *, PyObject *);
typedef PyObject *(*fast3)(PyThreadState *, record *, int64_t, PyFunctionObject *, PyObject *, PyObject *, PyObject *);
typedef PyObject *(*fast4)(PyThreadState *, record *, int64_t, PyFunctionObject *, PyObject *, PyObject *, PyObject *, PyObject *);

static inline PyObject *
call_by_count(void *fast, PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *const *a, Py_ssize_t count)
{
    switch (count) {
    case 0:
        return ((fast0)fast)(tstate, r, levels, func);
    case 1:
        return ((fast1)fast)(tstate, r, levels, func, a[0]);
    case 2:
        return ((fast2)fast)(tstate, r, levels, func, a[0], a[1]);
    case 3:
        return ((fast3)fast)(tstate, r, levels, func, a[0], a[1], a[2]);
    default:
        return ((fast4)fast)(tstate, r, levels, func, a[0], a[1], a[2], a[3]);
    }
}

PyObject *
coconut_call_by_count(void *fast, PyThreadState *tstate, record *r, int64_t levels, PyObject *func, PyObject *const *a, Py_ssize_t count)
{
    return call_by_count(fast, tstate, r, levels, (PyFunctionObject *)func, a, count);
}

/* The fast function, given what its function's defaults are for the last arguments. No code of Python's runs in it: what the defaults are is what they stay. */
static inline PyObject *
call_with_defaults(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *const *args, Py_ssize_t count)
{
    const coconut_entry *entry = coconut_entry_of((PyCodeObject *)func->func_code);
    PyObject *all[COCONUT_FAST_ARGS];
    const Py_ssize_t total = entry->plain_args, first = PyTuple_GET_SIZE(func->func_defaults) - total;
    for (Py_ssize_t i = 0; i < total; i++) {
        all[i] = i < count ? args[i] : PyTuple_GET_ITEM(func->func_defaults, first + i);
    }
    return call_by_count(entry->fast, tstate, r, levels, func, all, total);
}

static PyObject *
with_defaults0(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func)
{
    return call_with_defaults(tstate, r, levels, func, NULL, 0);
}

static PyObject *
with_defaults1(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *a)
{
    return call_with_defaults(tstate, r, levels, func, (PyObject *[]){a}, 1);
}

static PyObject *
with_defaults2(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *a, PyObject *b)
{
    return call_with_defaults(tstate, r, levels, func, (PyObject *[]){a, b}, 2);
}

static PyObject *
with_defaults3(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *a, PyObject *b, PyObject *c)
{
    return call_with_defaults(tstate, r, levels, func, (PyObject *[]){a, b, c}, 3);
}

/* What to call a function's fast function by when it is given so many objects, and its defaults for the others, at once; NULL: it has none, or wants other ones. */
void *
coconut_fast_for(PyFunctionObject *func, int64_t count)
{
    static void *const filling[] = {with_defaults0, with_defaults1, with_defaults2, with_defaults3};
    static_assert(Py_ARRAY_LENGTH(filling) == COCONUT_FAST_ARGS, "one for each number of arguments but the most");
    const coconut_entry *entry = coconut_entry_of((PyCodeObject *)func->func_code);
    if (entry == NULL || entry->fast == NULL) {
        return NULL;
    }
    if (entry->packs) {
        return coconut_packing_for(entry, (PyCodeObject *)func->func_code, count);
    }
    if (entry->plain_args < count) {
        return NULL;
    }
    if (LIKELY(entry->plain_args == count)) {
        return entry->fast;
    }
    return Coconut_Defaults((PyObject *)func, entry->plain_args - count) == NULL ? NULL : filling[count];
}

/* The fast function of what a bound method calls, given the object that it is bound to. */
static inline PyObject *
call_bound(PyThreadState *tstate, record *r, int64_t levels, PyMethodObject *method, PyObject **args, Py_ssize_t count)
{
    PyFunctionObject *func = (PyFunctionObject *)method->im_func;
    args[0] = method->im_self;
    return call_by_count(coconut_fast_for(func, count), tstate, r, levels, func, args, count);
}

static PyObject *
bound0(PyThreadState *tstate, record *r, int64_t levels, PyMethodObject *method)
{
    return call_bound(tstate, r, levels, method, (PyObject *[]){NULL}, 1);
}

static PyObject *
bound1(PyThreadState *tstate, record *r, int64_t levels, PyMethodObject *method, PyObject *a)
{
    return call_bound(tstate, r, levels, method, (PyObject *[]){NULL, a}, 2);
}

static PyObject *
bound2(PyThreadState *tstate, record *r, int64_t levels, PyMethodObject *method, PyObject *a, PyObject *b)
{
    return call_bound(tstate, r, levels, method, (PyObject *[]){NULL, a, b}, 3);
}

static PyObject *
bound3(PyThreadState *tstate, record *r, int64_t levels, PyMethodObject *method, PyObject *a, PyObject *b, PyObject *c)
{
    return call_bound(tstate, r, levels, method, (PyObject *[]){NULL, a, b, c}, 4);
}

/* Is it a function, or a bound method of one, that has a fast function that can be called with so many objects, at once? *fast is what to call instead of that,
   with what was asked for as the function. */
COCONUT_API bool
Coconut_PeekFast(PyObject *callee, int64_t count, void **fast)
{
    static void *const binding[] = {bound0, bound1, bound2, bound3};
    static_assert(Py_ARRAY_LENGTH(binding) == COCONUT_FAST_ARGS, "one for each number of arguments but the most");
    if (LIKELY(Py_IS_TYPE(callee, &PyFunction_Type))) {
        *fast = coconut_fast_for((PyFunctionObject *)callee, count);
        return *fast != NULL;
    }
    if (!Py_IS_TYPE(callee, &PyMethod_Type) || count >= COCONUT_FAST_ARGS) {
        return false;
    }
    PyObject *func = ((PyMethodObject *)callee)->im_func;
    *fast = binding[count];
    return Py_IS_TYPE(func, &PyFunction_Type) && coconut_fast_for((PyFunctionObject *)func, count + 1) != NULL;
}

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
    *result = call_by_count(entry->fast, tstate, r, levels, func, args, count);
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
