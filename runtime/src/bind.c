/* Binding the arguments of calls to parameters: initialize_locals (ceval.c).

   Only what is certain to succeed, without running Python code, is bound here; everything else (wrong arguments, keywords that
   are not plain strings) goes through PyObject_Vectorcall, where the interpreter itself binds or complains. */
#include "dicts.h"

/* Index of the parameter that a keyword names, -1 if none does, -2 if comparing could run Python code. */
Py_ssize_t
coconut_find_parameter(PyCodeObject *code, PyObject *keyword, Py_ssize_t total)
{
    PyObject **names = ((PyTupleObject *)code->co_localsplusnames)->ob_item;
    for (Py_ssize_t i = code->co_posonlyargcount; i < total; i++) {
        if (names[i] == keyword) {
            return i;
        }
    }
    if (!PyUnicode_CheckExact(keyword) || !PyUnicode_IS_READY(keyword)) {
        return -2;
    }
    if (PyUnicode_CHECK_INTERNED(keyword)) {
        return -1;      /* as the names of all parameters are (_PyCode_Validate, intern_strings) */
    }
    for (Py_ssize_t i = code->co_posonlyargcount; i < total; i++) {
        if (!PyUnicode_CheckExact(names[i])) {
            return -2;
        }
        if (_PyUnicode_EQ(names[i], keyword)) {
            return i;
        }
    }
    return -1;
}

/* Keywords to their slots; those for ** are counted in *extra. */
static bool
place_keywords(PyCodeObject *code, PyObject **slots, PyObject *const *values, PyObject *kwnames, Py_ssize_t total, Py_ssize_t *extra)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(kwnames); i++) {
        Py_ssize_t at = coconut_find_parameter(code, PyTuple_GET_ITEM(kwnames, i), total);
        if (at == -1 && code->co_flags & CO_VARKEYWORDS) {
            (*extra)++;
        }
        else if (at < 0 || slots[at] != NULL) {
            return false;
        }
        else {
            slots[at] = values[i];
        }
    }
    return true;
}

/* The default of a parameter that only a keyword names, borrowed; NULL, without an exception: it has none, or finding it could run Python code. */
PyObject *
coconut_keyword_default(PyFunctionObject *func, PyCodeObject *code, Py_ssize_t slot)
{
    PyObject *defaults = func->func_kwdefaults, *value = NULL;
    PyObject *name = PyTuple_GET_ITEM(code->co_localsplusnames, slot);
    return defaults != NULL && coconut_dict_find((PyDictObject *)defaults, name, &value) ? value : NULL;
}

/* Defaults to the slots of parameters that are given nothing, as new references. False: one has none, and nothing was done. */
static bool
fill_defaults(PyFunctionObject *func, PyCodeObject *code, PyObject **slots, Py_ssize_t given, Py_ssize_t total)
{
    PyObject *defaults = func->func_defaults;
    const Py_ssize_t first = code->co_argcount - (defaults == NULL ? 0 : PyTuple_GET_SIZE(defaults));
    for (Py_ssize_t i = given; i < first; i++) {
        if (slots[i] == NULL) {
            return false;
        }
    }
    uint64_t filled = 0;
    for (Py_ssize_t i = code->co_argcount; i < total; i++) {
        if (slots[i] != NULL) {
            continue;
        }
        PyObject *value = coconut_keyword_default(func, code, i);
        if (value == NULL) {
            for (Py_ssize_t k = code->co_argcount; k < i; k++) {
                if (filled & UINT64_C(1) << (k - code->co_argcount)) {
                    Py_CLEAR(slots[k]);     /* the function has it: no destructor runs */
                }
            }
            return false;
        }
        slots[i] = Py_NewRef(value);
        filled |= UINT64_C(1) << (i - code->co_argcount);
    }
    for (Py_ssize_t i = Py_MAX(given, first); i < code->co_argcount; i++) {
        if (slots[i] == NULL) {
            slots[i] = Py_NewRef(PyTuple_GET_ITEM(defaults, i - first));
        }
    }
    return true;
}

/* The dict for **: new, its values still owned by the caller as well. */
static PyObject *
extra_keywords(PyCodeObject *code, PyObject *const *values, PyObject *kwnames, Py_ssize_t total)
{
    PyObject *dict = PyDict_New();
    if (dict == NULL || kwnames == NULL) {
        return dict;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(kwnames); i++) {
        PyObject *keyword = PyTuple_GET_ITEM(kwnames, i);
        if (coconut_find_parameter(code, keyword, total) == -1 && PyDict_SetItem(dict, keyword, values[i]) < 0) {
            Py_DECREF(dict);
            return NULL;
        }
    }
    return dict;
}

/* Moves the arguments into the slots, all NULL. False: nothing was taken, the slots are NULL again, no exception is set. */
bool
coconut_bind(PyFunctionObject *func, PyCodeObject *code, PyObject **slots, PyObject *const *args, Py_ssize_t count, PyObject *kwnames)
{
    const Py_ssize_t total = code->co_argcount + code->co_kwonlyargcount;
    const Py_ssize_t given = Py_MIN(count, code->co_argcount);
    const bool varargs = code->co_flags & CO_VARARGS, varkeywords = code->co_flags & CO_VARKEYWORDS;
    Py_ssize_t extra = 0;
    PyObject *dict = NULL, *tuple = NULL;

    for (Py_ssize_t i = 0; i < given; i++) {
        slots[i] = args[i];
    }
    if ((count > given && !varargs) || code->co_kwonlyargcount > 64 ||
        (kwnames != NULL && !place_keywords(code, slots, args + count, kwnames, total, &extra)))
    {
        goto refuse;
    }
    if (varkeywords && (dict = extra_keywords(code, args + count, extra > 0 ? kwnames : NULL, total)) == NULL) {
        goto refuse;
    }
    if (varargs && (tuple = PyTuple_New(count - given)) == NULL) {
        goto refuse;
    }
    if (!fill_defaults(func, code, slots, given, total)) {
        goto refuse;
    }
    /* From here on nothing fails. */
    if (tuple != NULL) {
        for (Py_ssize_t i = given; i < count; i++) {
            PyTuple_SET_ITEM(tuple, i - given, args[i]);
        }
        slots[total] = tuple;
    }
    if (dict != NULL) {
        slots[total + varargs] = dict;
    }
    for (Py_ssize_t i = 0; extra > 0 && i < PyTuple_GET_SIZE(kwnames); i++) {
        if (coconut_find_parameter(code, PyTuple_GET_ITEM(kwnames, i), total) == -1) {
            Py_DECREF(args[count + i]);     /* the dict holds it: no destructor runs */
        }
    }
    return true;

refuse:
    PyErr_Clear();
    Py_XDECREF(dict);
    Py_XDECREF(tuple);
    for (Py_ssize_t i = 0; i < total; i++) {
        slots[i] = NULL;
    }
    return false;
}
