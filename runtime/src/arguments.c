/* What calls of one fast function by another give besides an object for each parameter in order: fewer than there are parameters, more, in the tuple and the
   dict of `def f(*args, **kwargs)`, keywords, or a tuple of arguments. Tuples and dicts belong to the caller's side until the callee leaves: from then on to
   its frame alone. */
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

/* Where a function's parameters have their arguments from in a call of so many, the last ones with the names of a tuple, or NULL. */
static struct plan {
    PyFunctionObject *func;         /* borrowed: nothing has run since it was looked at */
    PyObject *names;
    Py_ssize_t count, positional;
    int8_t from[COCONUT_FAST_ARGS];             /* which argument; -1: the default */
    PyObject *defaults[COCONUT_FAST_ARGS];      /* borrowed */
} last;

#define NONE (-1)

/* Keywords to the places of their parameters. In a frame arguments end in the order of its slots, the tuple's and the dict's behind those of the parameters: so
   they have to stand in the call. `before`: the place of the last positional one. False: refused. */
static bool
place_keywords(PyCodeObject *code, struct plan *p, Py_ssize_t total, Py_ssize_t before)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(p->names); i++) {
        Py_ssize_t at = coconut_find_parameter(code, PyTuple_GET_ITEM(p->names, i), total);
        if (at == -1 && code->co_flags & CO_VARKEYWORDS) {
            at = total + 1;
        }
        else if (at < 0 || p->from[at] != NONE) {
            return false;
        }
        else {
            p->from[at] = (int8_t)(p->positional + i);
        }
        if (at < before) {
            return false;
        }
        before = at;
    }
    return true;
}

static bool
place_defaults(PyFunctionObject *func, PyCodeObject *code, struct plan *p, Py_ssize_t given, Py_ssize_t total)
{
    const Py_ssize_t first = code->co_argcount - (func->func_defaults == NULL ? 0 : PyTuple_GET_SIZE(func->func_defaults));
    for (Py_ssize_t i = given; i < total; i++) {
        if (p->from[i] != NONE) {
            continue;
        }
        p->defaults[i] = i >= code->co_argcount ? coconut_keyword_default(func, code, i)
                         : i >= first           ? PyTuple_GET_ITEM(func->func_defaults, i - first)
                                                : NULL;
        if (p->defaults[i] == NULL) {
            return false;
        }
    }
    return true;
}

/* initialize_locals (ceval.c) as far as it runs no code and cannot fail, but for the tuple and the dict. False: refused. */
static bool
place(PyFunctionObject *func, Py_ssize_t count, PyObject *names, struct plan *p)
{
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    const Py_ssize_t total = code->co_argcount + code->co_kwonlyargcount;
    const Py_ssize_t positional = count - (names == NULL ? 0 : PyTuple_GET_SIZE(names)), given = Py_MIN(positional, code->co_argcount);
    const bool has_more = positional > given;
    p->func = NULL;
    if (has_more && !(code->co_flags & CO_VARARGS)) {
        return false;
    }
    p->names = names;
    p->count = count;
    p->positional = positional;
    for (Py_ssize_t i = 0; i < total; i++) {
        p->from[i] = (int8_t)(i < given ? i : NONE);
    }
    if ((names != NULL && !place_keywords(code, p, total, has_more ? total : given - 1)) || !place_defaults(func, code, p, given, total)) {
        return false;
    }
    p->func = func;
    return true;
}

/* Borrowed arguments of a call: `positional` of them, then one for each name of a tuple, or NULL. */
typedef struct {
    PyObject *const *values;
    Py_ssize_t positional;
    PyObject *names;
} arguments;

static PyObject *
extra_tuple(const arguments *a, Py_ssize_t given)
{
    PyObject *tuple = PyTuple_New(a->positional - given);
    for (Py_ssize_t i = given; tuple != NULL && i < a->positional; i++) {
        PyTuple_SET_ITEM(tuple, i - given, Py_NewRef(a->values[i]));
    }
    return tuple;
}

static PyObject *
extra_dict(PyCodeObject *code, const arguments *a, Py_ssize_t total)
{
    PyObject *dict = PyDict_New();
    for (Py_ssize_t i = 0; dict != NULL && a->names != NULL && i < PyTuple_GET_SIZE(a->names); i++) {
        PyObject *name = PyTuple_GET_ITEM(a->names, i);
        if (coconut_find_parameter(code, name, total) == -1 && PyDict_SetItem(dict, name, a->values[a->positional + i]) < 0) {
            Py_CLEAR(dict);
        }
    }
    return dict;
}

/* Makes what the code wants besides its parameters. No collection starts meanwhile: it could run Python code. */
static void
pack(PyThreadState *tstate, PyCodeObject *code, const arguments *a, struct packed *p)
{
    struct _gc_runtime_state *gc = &tstate->interp->gc;
    const int enabled = gc->enabled;
    gc->enabled = 0;
    *p = (struct packed){.outer = innermost};
    if (code->co_flags & CO_VARARGS) {
        p->tuple = extra_tuple(a, Py_MIN(a->positional, code->co_argcount));
    }
    if (code->co_flags & CO_VARKEYWORDS) {
        p->dict = extra_dict(code, a, code->co_argcount + code->co_kwonlyargcount);
    }
    gc->enabled = enabled;
    if ((p->tuple == NULL && code->co_flags & CO_VARARGS) || (p->dict == NULL && code->co_flags & CO_VARKEYWORDS)) {
        Py_FatalError("no memory for the arguments of compiled functions");
    }
}

static PyObject *
call_packed(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, const arguments *a, PyObject **all)
{
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    const coconut_entry *entry = coconut_entry_of(code);
    struct packed p;
    pack(tstate, code, a, &p);
    Py_ssize_t total = code->co_argcount + code->co_kwonlyargcount;
    if (p.tuple != NULL) {
        all[total++] = p.tuple;
    }
    if (p.dict != NULL) {
        all[total++] = p.dict;
    }
    innermost = &p;
    PyObject *result = call_by_count(entry->fast, tstate, r, levels, (PyObject *)func, all, total);
    if (LIKELY(innermost == &p)) {
        /* Its items are the caller's as well, and the callee has not added any to the dict (lib/passes/lazy-calls/packing.ts). */
        innermost = p.outer;
        Py_XDECREF(p.tuple);
        Py_XDECREF(p.dict);
    }
    return result;
}

/* Calls the fast function of a function, or of what a bound method calls, given what Coconut_PeekFast was asked about. No code of Python's has run since, nor
   runs in it: what the defaults are is what they stay. */
static PyObject *
call_with(PyThreadState *tstate, record *r, int64_t levels, PyObject *callee, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    PyObject *with_self[COCONUT_FAST_ARGS + 1], *all[COCONUT_FAST_ARGS];
    if (Py_IS_TYPE(callee, &PyMethod_Type)) {
        with_self[0] = PyMethod_GET_SELF(callee);
        memcpy(with_self + 1, args, count * sizeof(PyObject *));
        args = with_self;
        count++;
        callee = PyMethod_GET_FUNCTION(callee);
    }
    PyFunctionObject *func = (PyFunctionObject *)callee;
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    const coconut_entry *entry = coconut_entry_of(code);
    if (names == NULL && entry->plain_args == count) {
        return call_by_count(entry->fast, tstate, r, levels, callee, args, count);
    }
    if ((last.func != func || last.count != count || last.names != names) && !place(func, count, names, &last)) {
        Py_FatalError("a fast function is called with other arguments than were looked at");
    }
    const Py_ssize_t total = code->co_argcount + code->co_kwonlyargcount;
    for (Py_ssize_t i = 0; i < total; i++) {
        all[i] = last.from[i] == NONE ? last.defaults[i] : args[last.from[i]];
    }
    if (code->co_flags & (CO_VARARGS | CO_VARKEYWORDS)) {
        return call_packed(tstate, r, levels, func, &(arguments){args, last.positional, names}, all);
    }
    return call_by_count(entry->fast, tstate, r, levels, callee, all, entry->fast_args);
}

/* As fast functions of so many objects; of `named`, the last one is the tuple of the names. */
#define WAYS(n, parameters, ...)                                                                                                                      \
    static PyObject *plain##n(PyThreadState *tstate, record *r, int64_t levels, PyObject *callee parameters)                                          \
    {                                                                                                                                                 \
        return call_with(tstate, r, levels, callee, (PyObject *[]){__VA_ARGS__, NULL}, n, NULL);                                                      \
    }                                                                                                                                                 \
    static PyObject *named##n(PyThreadState *tstate, record *r, int64_t levels, PyObject *callee parameters, PyObject *names)                         \
    {                                                                                                                                                 \
        return call_with(tstate, r, levels, callee, (PyObject *[]){__VA_ARGS__, NULL}, n, names);                                                     \
    }
#define AND , PyObject *
WAYS(0, , NULL)
WAYS(1, AND a, a)
WAYS(2, AND a AND b, a, b)
WAYS(3, AND a AND b AND c, a, b, c)
WAYS(4, AND a AND b AND c AND d, a, b, c, d)
WAYS(5, AND a AND b AND c AND d AND e, a, b, c, d, e)
WAYS(6, AND a AND b AND c AND d AND e AND f, a, b, c, d, e, f)
WAYS(7, AND a AND b AND c AND d AND e AND f AND g, a, b, c, d, e, f, g)
WAYS(8, AND a AND b AND c AND d AND e AND f AND g AND h, a, b, c, d, e, f, g, h)
#undef AND

static void *
way_for(int64_t count, PyObject *names)
{
    static void *const plain[] = {plain0, plain1, plain2, plain3, plain4, plain5, plain6, plain7, plain8};
    static void *const named[] = {named0, named1, named2, named3, named4, named5, named6, named7, named8};
    static_assert(Py_ARRAY_LENGTH(plain) == COCONUT_FAST_ARGS + 1, "one for each number of arguments");
    return (names == NULL ? plain : named)[count];
}

/* What to call a function's fast function by when it is given so many objects, the last ones with these names, at once; NULL: it has none, or wants other
   ones. */
void *
coconut_fast_for(PyFunctionObject *func, int64_t count, PyObject *names)
{
    const coconut_entry *entry = coconut_entry_of((PyCodeObject *)func->func_code);
    if (entry == NULL || entry->fast == NULL) {
        return NULL;
    }
    if (LIKELY(entry->plain_args == count && names == NULL)) {
        return entry->fast;
    }
    return count <= COCONUT_FAST_ARGS && place(func, count, names, &last) ? way_for(count, names) : NULL;
}

/* Is it a function, or a bound method of one, that has a fast function that can be called with so many objects, at once, the last ones as the keywords `names`,
   a tuple or NULL? *fast is what to call instead of that, with what was asked for as the function; with names, they are its last argument. */
COCONUT_API bool
Coconut_PeekFast(PyObject *callee, int64_t count, PyObject *names, void **fast)
{
    if (LIKELY(Py_IS_TYPE(callee, &PyFunction_Type))) {
        *fast = coconut_fast_for((PyFunctionObject *)callee, count, names);
        return *fast != NULL;
    }
    if (!Py_IS_TYPE(callee, &PyMethod_Type) || count > COCONUT_FAST_ARGS) {
        return false;
    }
    PyObject *func = PyMethod_GET_FUNCTION(callee);
    *fast = way_for(count, names);
    return Py_IS_TYPE(func, &PyFunction_Type) && coconut_fast_for((PyFunctionObject *)func, count + 1, names) != NULL;
}

/* --- f(*args, **kwargs) */

static PyObject *
spread(PyThreadState *tstate, record *r, int64_t levels, PyObject *callee, PyObject *args)
{
    void *fast = NULL;
    if (!Coconut_PeekFast(callee, PyTuple_GET_SIZE(args), NULL, &fast)) {
        Py_FatalError("a function has lost its fast function while nothing ran");
    }
    return call_by_count(fast, tstate, r, levels, callee, &PyTuple_GET_ITEM(args, 0), PyTuple_GET_SIZE(args));
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
    return Coconut_PeekFast(callee, PyTuple_GET_SIZE(args), NULL, &found);
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
