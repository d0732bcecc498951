/* Containers, unpacking, strings, functions, methods. Helpers that build something of `n` references at `items` take them when they
   succeed; when they fail, they leave them there (but BuildSet and MakeFunction, which take them all the same), for the exception is
   reported before they die. References are released from the last to the first, as unwinding the stack does. */
#include "coconut.h"

/* Maps up to this size are not presized (dict_new_presized: USABLE_FRACTION(PyDict_MINSIZE)). */
#define SMALL_MAP 5

static void
release(PyObject **items, int64_t n)
{
    while (n > 0) {
        Py_DECREF(items[--n]);
    }
}

COCONUT_API void
Coconut_Drop(PyObject **items, int64_t n)
{
    release(items, n);
}

COCONUT_API PyObject *
Coconut_BuildTuple(PyObject **items, int64_t n)
{
    PyObject *tuple = PyTuple_New(n);
    if (tuple == NULL) {
        return NULL;
    }
    if (n > 0) {
        memcpy(((PyTupleObject *)tuple)->ob_item, items, n * sizeof(PyObject *));
    }
    return tuple;
}

COCONUT_API PyObject *
Coconut_BuildList(PyObject **items, int64_t n)
{
    PyObject *list = PyList_New(n);
    if (list == NULL) {
        return NULL;
    }
    if (n > 0) {
        memcpy(((PyListObject *)list)->ob_item, items, n * sizeof(PyObject *));
    }
    return list;
}

COCONUT_API PyObject *
Coconut_BuildSet(PyObject **items, int64_t n)
{
    PyObject *set = PySet_New(NULL);
    if (set == NULL) {
        release(items, n);
        return NULL;
    }
    int status = 0;
    for (int64_t i = 0; i < n; i++) {
        if (status == 0) {
            status = PySet_Add(set, items[i]);
        }
        Py_DECREF(items[i]);
    }
    if (status != 0) {
        Py_DECREF(set);
        return NULL;
    }
    return set;
}

/* A dict with room for n pairs of which keys may be all strings: the size a dict display has in the interpreter. _PyDict_FromItems is
   hidden, but _PyStack_AsDict is nothing else. */
static PyObject *
presized_map(PyObject **items, int64_t n)
{
    PyObject *map = NULL, *keys = PyTuple_New(n);
    PyObject **values = PyMem_New(PyObject *, n);
    if (keys == NULL || values == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (int64_t i = 0; i < n; i++) {
        PyTuple_SET_ITEM(keys, i, Py_NewRef(items[2 * i]));
        values[i] = items[2 * i + 1];
    }
    map = _PyStack_AsDict(values, keys);

done:
    PyMem_Free(values);
    Py_XDECREF(keys);
    return map;
}

COCONUT_API PyObject *
Coconut_BuildMap(PyObject **items, int64_t n)
{
    PyObject *map;
    if (n > SMALL_MAP) {
        map = presized_map(items, n);
    }
    else {
        map = PyDict_New();
        for (int64_t i = 0; map != NULL && i < n; i++) {
            if (PyDict_SetItem(map, items[2 * i], items[2 * i + 1]) < 0) {
                Py_CLEAR(map);
            }
        }
    }
    if (map != NULL) {
        release(items, 2 * n);
    }
    return map;
}

COCONUT_API PyObject *
Coconut_BuildConstKeyMap(PyObject **items, int64_t n)
{
    PyObject *map = NULL, *keys = items[n];
    if (!PyTuple_CheckExact(keys) || PyTuple_GET_SIZE(keys) != n) {
        PyErr_SetString(PyExc_SystemError, "bad BUILD_CONST_KEY_MAP keys argument");
    }
    else {
        map = _PyStack_AsDict(items, keys);
    }
    if (map != NULL) {
        release(items, n + 1);
    }
    return map;
}

COCONUT_API PyObject *
Coconut_BuildString(PyObject **items, int64_t n)
{
    PyObject *string = _PyUnicode_JoinArray(coconut_str.empty, items, n);
    if (string != NULL) {
        release(items, n);
    }
    return string;
}

COCONUT_API int
Coconut_ListExtend(PyThreadState *tstate, PyObject *list, PyObject *iterable)
{
    PyObject *none = _PyList_Extend((PyListObject *)list, iterable);
    if (none != NULL) {
        Py_DECREF(none);
        return 0;
    }
    if (PyErr_ExceptionMatches(PyExc_TypeError) && Py_TYPE(iterable)->tp_iter == NULL && !PySequence_Check(iterable)) {
        PyErr_Clear();
        PyErr_Format(PyExc_TypeError, "Value after * must be an iterable, not %.200s", Py_TYPE(iterable)->tp_name);
    }
    return -1;
}

COCONUT_API int
Coconut_DictUpdate(PyThreadState *tstate, PyObject *dict, PyObject *update)
{
    if (PyDict_Update(dict, update) == 0) {
        return 0;
    }
    if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not a mapping", Py_TYPE(update)->tp_name);
    }
    return -1;
}

COCONUT_API int
Coconut_DictMerge(PyThreadState *tstate, PyObject *func, PyObject *dict, PyObject *update)
{
    if (_PyDict_MergeEx(dict, update, 2) == 0) {
        return 0;
    }
    coconut_format_kwargs_error(func, update);
    return -1;
}

/* --- Unpacking: unpack_iterable (ceval.c), but to memory in source order. */

static int
too_few(PyThreadState *tstate, int expected, int64_t got, bool at_least)
{
    if (!coconut_pending(tstate)) {
        PyErr_Format(PyExc_ValueError,
                     at_least ? "not enough values to unpack (expected at least %d, got %zd)"
                              : "not enough values to unpack (expected %d, got %zd)",
                     expected, (Py_ssize_t)got);
    }
    return -1;
}

static PyObject *
iterator_to_unpack(PyObject *seq)
{
    PyObject *iterator = PyObject_GetIter(seq);
    if (iterator == NULL && PyErr_ExceptionMatches(PyExc_TypeError) && Py_TYPE(seq)->tp_iter == NULL && !PySequence_Check(seq)) {
        PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %.200s object", Py_TYPE(seq)->tp_name);
    }
    return iterator;
}

/* The first `n` items; those it got before an error are released again. */
static int
take_items(PyThreadState *tstate, PyObject *iterator, int n, int after, PyObject **out)
{
    for (int i = 0; i < n; i++) {
        out[i] = PyIter_Next(iterator);
        if (out[i] == NULL) {
            too_few(tstate, n + Py_MAX(after, 0), i, after >= 0);
            release(out, i);
            return -1;
        }
    }
    return 0;
}

COCONUT_API int
Coconut_UnpackSequence(PyThreadState *tstate, PyObject *seq, int n, PyObject **out)
{
    if ((PyTuple_CheckExact(seq) || PyList_CheckExact(seq)) && Py_SIZE(seq) == n) {
        PyObject **items = PySequence_Fast_ITEMS(seq);
        for (int i = 0; i < n; i++) {
            out[i] = Py_NewRef(items[i]);
        }
        return 0;
    }
    PyObject *iterator = iterator_to_unpack(seq);
    if (iterator == NULL) {
        return -1;
    }
    if (take_items(tstate, iterator, n, -1, out) < 0) {
        Py_DECREF(iterator);
        return -1;
    }
    PyObject *more = PyIter_Next(iterator);
    if (more == NULL && !coconut_pending(tstate)) {
        Py_DECREF(iterator);
        return 0;
    }
    if (more != NULL) {
        Py_DECREF(more);
        PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %d)", n);
    }
    release(out, n);
    Py_DECREF(iterator);
    return -1;
}

COCONUT_API int
Coconut_UnpackEx(PyThreadState *tstate, PyObject *seq, int before, int after, PyObject **out)
{
    PyObject *iterator = iterator_to_unpack(seq);
    if (iterator == NULL) {
        return -1;
    }
    if (take_items(tstate, iterator, before, after, out) < 0) {
        Py_DECREF(iterator);
        return -1;
    }
    PyObject *rest = PySequence_List(iterator);
    if (rest == NULL) {
        release(out, before);
        Py_DECREF(iterator);
        return -1;
    }
    out[before] = rest;
    Py_ssize_t count = PyList_GET_SIZE(rest);
    if (count < after) {
        too_few(tstate, before + after, before + count, true);
        release(out, before + 1);
        Py_DECREF(iterator);
        return -1;
    }
    for (int i = 0; i < after; i++) {
        out[before + 1 + i] = PyList_GET_ITEM(rest, count - after + i);     /* taken from the list */
    }
    Py_SET_SIZE(rest, count - after);
    Py_DECREF(iterator);
    return 0;
}

/* --- Strings, lengths, functions, methods */

COCONUT_API PyObject *
Coconut_FormatValue(PyObject *value, PyObject *spec, int oparg)
{
    PyObject *converted, *result;
    switch (oparg & 3) {
    case 1: converted = coconut_unary(PyObject_Str, value, COCONUT_LENT); break;
    case 2: converted = coconut_unary(PyObject_Repr, value, COCONUT_LENT); break;
    case 3: converted = coconut_unary(PyObject_ASCII, value, COCONUT_LENT); break;
    default: converted = Py_NewRef(value); break;
    }
    if (converted == NULL || (PyUnicode_CheckExact(converted) && spec == NULL)) {
        return converted;
    }
    result = PyObject_Format(converted, spec);
    Py_DECREF(converted);
    return result;
}

COCONUT_API PyObject *
Coconut_GetLen(PyObject *o)
{
    Py_ssize_t length = PyObject_Length(o);
    return length < 0 ? NULL : PyLong_FromSsize_t(length);
}

COCONUT_API PyObject *
Coconut_MakeFunction(_PyInterpreterFrame *frame, PyObject **items, int flags)
{
    int n = (flags & 1) + (flags >> 1 & 1) + (flags >> 2 & 1) + (flags >> 3 & 1);
    PyFunctionObject *func = (PyFunctionObject *)PyFunction_New(items[n], frame->f_globals);
    Py_DECREF(items[n]);
    if (func == NULL) {
        release(items, n);
        return NULL;
    }
    int i = 0;
    if (flags & 0x01) {
        func->func_defaults = items[i++];
    }
    if (flags & 0x02) {
        func->func_kwdefaults = items[i++];
    }
    if (flags & 0x04) {
        func->func_annotations = items[i++];
    }
    if (flags & 0x08) {
        func->func_closure = items[i++];
    }
    return (PyObject *)func;
}

COCONUT_API int
Coconut_LoadMethod(PyObject *owner, PyObject *name, PyObject **out)
{
    PyObject *method = NULL;
    int unbound = _PyObject_GetMethod(owner, name, &method);
    if (method == NULL) {
        Py_DECREF(owner);
        return -1;
    }
    if (unbound) {
        out[0] = method;
        out[1] = owner;
    }
    else {
        out[0] = NULL;
        out[1] = method;
        Py_DECREF(owner);
    }
    return 0;
}

COCONUT_API int
Coconut_MatchType(PyObject *o, int64_t flag)
{
    return (Py_TYPE(o)->tp_flags & (unsigned long)flag) != 0;
}

COCONUT_API int
Coconut_PrintExpr(PyThreadState *tstate, PyObject *value)
{
    PyObject *hook = _PySys_GetAttr(tstate, coconut_str.displayhook);
    if (hook == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "lost sys.displayhook");
        return -1;
    }
    PyObject *result = PyObject_CallOneArg(hook, value);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}
