/* Arguments that a fast function gets in a tuple or a dict, as `def f(*args, **kwargs)` has them, when another fast function calls it; and calls with a tuple of
   arguments. The tuple and the dict belong to the caller's side until the callee leaves: from then on to its frame alone. */
#include "lazy.h"

/* What calls that are under way have made for their callees, the innermost first. Nothing but fast functions runs meanwhile: what leaves takes all of it away. */
static struct packed {
    PyObject *tuple, *dict;         /* either may be NULL */
    struct packed *outer;
} *innermost;

/* The frames have been made: they hold what the callers had made. */
void
coconut_give_up_packed(void)
{
    struct packed *p = innermost;
    innermost = NULL;
    for (; p != NULL; p = p->outer) {
        Py_XDECREF(p->tuple);
        Py_XDECREF(p->dict);
    }
}

/* Makes what the code wants besides its parameters. No collection starts meanwhile: it could run Python code. */
static void
pack(PyThreadState *tstate, PyCodeObject *code, PyObject *const *args, Py_ssize_t count, struct packed *p)
{
    struct _gc_runtime_state *gc = &tstate->interp->gc;
    const int enabled = gc->enabled;
    const Py_ssize_t extra = count - code->co_argcount;
    gc->enabled = 0;
    *p = (struct packed){.outer = innermost};
    if (code->co_flags & CO_VARARGS) {
        p->tuple = PyTuple_New(extra);
    }
    if (code->co_flags & CO_VARKEYWORDS) {
        p->dict = PyDict_New();
    }
    gc->enabled = enabled;
    if ((p->tuple == NULL && code->co_flags & CO_VARARGS) || (p->dict == NULL && code->co_flags & CO_VARKEYWORDS)) {
        Py_FatalError("no memory for the arguments of compiled functions");
    }
    for (Py_ssize_t i = 0; p->tuple != NULL && i < extra; i++) {
        PyTuple_SET_ITEM(p->tuple, i, Py_NewRef(args[code->co_argcount + i]));
    }
}

static inline PyObject *
call_packed(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *const *args, Py_ssize_t count)
{
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    const coconut_entry *entry = coconut_entry_of(code);
    PyObject *all[COCONUT_FAST_ARGS];
    struct packed p;
    pack(tstate, code, args, count, &p);
    Py_ssize_t total = code->co_argcount;
    for (Py_ssize_t i = 0; i < total; i++) {
        all[i] = args[i];
    }
    if (p.tuple != NULL) {
        all[total++] = p.tuple;
    }
    if (p.dict != NULL) {
        all[total++] = p.dict;
    }
    innermost = &p;
    PyObject *result = coconut_call_by_count(entry->fast, tstate, r, levels, (PyObject *)func, all, total);
    if (LIKELY(innermost == &p)) {
        /* Its items are the caller's as well, and the callee has not added any to the dict (lib/passes/lazy-calls/packing.ts). */
        innermost = p.outer;
        Py_XDECREF(p.tuple);
        Py_XDECREF(p.dict);
    }
    return result;
}

static PyObject *
packing0(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func)
{
    return call_packed(tstate, r, levels, func, NULL, 0);
}

static PyObject *
packing1(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *a)
{
    return call_packed(tstate, r, levels, func, (PyObject *[]){a}, 1);
}

static PyObject *
packing2(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *a, PyObject *b)
{
    return call_packed(tstate, r, levels, func, (PyObject *[]){a, b}, 2);
}

static PyObject *
packing3(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *a, PyObject *b, PyObject *c)
{
    return call_packed(tstate, r, levels, func, (PyObject *[]){a, b, c}, 3);
}

static PyObject *
packing4(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *a, PyObject *b, PyObject *c, PyObject *d)
{
    return call_packed(tstate, r, levels, func, (PyObject *[]){a, b, c, d}, 4);
}

static PyObject *
packing5(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *a, PyObject *b, PyObject *c, PyObject *d, PyObject *e)
{
    return call_packed(tstate, r, levels, func, (PyObject *[]){a, b, c, d, e}, 5);
}

/* What to call a function that packs by, when it is given so many objects; NULL: it wants other ones. */
void *
coconut_packing_for(const coconut_entry *entry, PyCodeObject *code, int64_t count)
{
    static void *const packing[] = {packing0, packing1, packing2, packing3, packing4, packing5};
    const bool fits = count == code->co_argcount || (count > code->co_argcount && code->co_flags & CO_VARARGS);
    return fits && count < (int64_t)Py_ARRAY_LENGTH(packing) && entry->fast != NULL ? packing[count] : NULL;
}

/* --- f(*args, **kwargs) */

static PyObject *
spread(PyThreadState *tstate, record *r, int64_t levels, PyObject *callee, PyObject *args)
{
    void *fast = NULL;
    if (!Coconut_PeekFast(callee, PyTuple_GET_SIZE(args), &fast)) {
        Py_FatalError("a function has lost its fast function while nothing ran");
    }
    return coconut_call_by_count(fast, tstate, r, levels, callee, &PyTuple_GET_ITEM(args, 0), PyTuple_GET_SIZE(args));
}

/* Coconut_PeekFast for the items of a tuple: *fast is then called with the tuple. `keywords`: a dict, which must be empty, or NULL. */
COCONUT_API bool
Coconut_PeekSpread(PyObject *callee, PyObject *args, PyObject *keywords, void **fast)
{
    if (!PyTuple_CheckExact(args) || PyTuple_GET_SIZE(args) > COCONUT_FAST_ARGS ||
        (keywords != NULL && (!PyDict_CheckExact(keywords) || PyDict_GET_SIZE(keywords) != 0)))
    {
        return false;
    }
    *fast = (void *)spread;
    void *found;
    return Coconut_PeekFast(callee, PyTuple_GET_SIZE(args), &found);
}

/* DICT_MERGE, where there is nothing to merge: calls with keywords are made with frames (Coconut_PeekSpread). */
COCONUT_API bool
Coconut_QuickMerge(PyObject *dict, PyObject *other)
{
    (void)dict;
    return PyDict_CheckExact(other) && PyDict_GET_SIZE(other) == 0;
}

/* LIST_TO_TUPLE; NULL: refused. */
COCONUT_API PyObject *
Coconut_QuickTuple(PyThreadState *tstate, PyObject *list)
{
    return coconut_is_collection_due(tstate, 1) ? NULL : coconut_cleared(PyList_AsTuple(list));
}
