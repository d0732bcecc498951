/* Subscripts, slices and `in` of the built-in containers; anything else as PyObject_GetItem and its like do it. */
#include "dicts.h"
#include "numbers.h"

/* The index an exact int of one digit means in a sequence of `size` items; false if it is none, or out of range. */
static inline bool
index_of(PyObject *key, Py_ssize_t size, Py_ssize_t *index)
{
    if (!coconut_is_int(key) || !coconut_is_digit(key)) {
        return false;
    }
    Py_ssize_t i = coconut_digit(key);
    i += i < 0 ? size : 0;
    *index = i;
    return (size_t)i < (size_t)size;
}

/* --- Subscripts */

static inline PyObject *
dict_item(PyObject *dict, PyObject *key, int lent)
{
    PyObject *value;
    if (LIKELY(coconut_dict_find((PyDictObject *)dict, key, &value))) {
        if (LIKELY(value != NULL)) {
            return Py_NewRef(value);
        }
        coconut_set_key_error(key);
        return NULL;
    }
    return coconut_binary(PyDict_Type.tp_as_mapping->mp_subscript, dict, key, lent);
}

/* A special method of one argument, as slot_mp_subscript and its like call it. A new reference, or NULL with an exception. */
static PyObject *
by_method(coconut_method method, PyObject *o, PyObject *argument, int lent)
{
    PyThreadState *tstate = _PyThreadState_GET();
    PyObject *result = NULL;
    coconut_hold_lent(o, argument, lent);
    if (method.func != NULL) {
        result = coconut_call_function(tstate, method.func, (PyObject *[]){o, argument}, 2);
    }
    else if (!_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        result = method.c(o, argument);
        _Py_LeaveRecursiveCallTstate(tstate);
    }
    coconut_let_go_lent(o, argument, lent);
    return result;
}

COCONUT_API PyObject *
Coconut_Subscr(PyObject *o, PyObject *key, int lent)
{
    PyTypeObject *type = Py_TYPE(o);
    Py_ssize_t i;
    if (type == &PyList_Type) {
        if (LIKELY(index_of(key, PyList_GET_SIZE(o), &i))) {
            return Py_NewRef(PyList_GET_ITEM(o, i));
        }
    }
    else if (type == &PyDict_Type) {
        return dict_item(o, key, lent);
    }
    else if (type == &PyTuple_Type) {
        if (LIKELY(index_of(key, PyTuple_GET_SIZE(o), &i))) {
            return Py_NewRef(PyTuple_GET_ITEM(o, i));
        }
    }
    else if (type == &PyUnicode_Type) {
        if (PyUnicode_IS_READY(o) && PyUnicode_KIND(o) == PyUnicode_1BYTE_KIND && index_of(key, PyUnicode_GET_LENGTH(o), &i)) {
            return coconut_latin1_character(PyUnicode_1BYTE_DATA(o)[i]);
        }
    }
    else if (type == &PyBytes_Type) {
        if (index_of(key, PyBytes_GET_SIZE(o), &i)) {
            return coconut_int((unsigned char)PyBytes_AS_STRING(o)[i]);
        }
    }
    const coconut_method method = coconut_special_method(type, coconut_str.__getitem__);
    PyObject *value;
    if (method.is_dicts && coconut_dict_find((PyDictObject *)o, key, &value) && value != NULL) {
        return Py_NewRef(value);
    }
    if (method.func != NULL || method.c != NULL) {
        return by_method(method, o, key, lent);
    }
    PyMappingMethods *mapping = type->tp_as_mapping;
    return coconut_binary(mapping != NULL && mapping->mp_subscript != NULL ? mapping->mp_subscript : PyObject_GetItem, o, key, lent);
}

/* slot_mp_ass_subscript */
static int
set_by(PyObject *func, PyObject *o, PyObject *key, PyObject *value)
{
    PyObject *result = coconut_call_function(_PyThreadState_GET(), func, (PyObject *[]){o, key, value}, 3);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

COCONUT_API int
Coconut_StoreSubscr(PyObject *value, PyObject *o, PyObject *key, int lent)
{
    PyTypeObject *type = Py_TYPE(o);
    Py_ssize_t i;
    if (type == &PyList_Type) {
        if (LIKELY(index_of(key, PyList_GET_SIZE(o), &i))) {
            PyObject *old = PyList_GET_ITEM(o, i);
            PyList_SET_ITEM(o, i, Py_NewRef(value));
            Py_DECREF(old);
            return 0;
        }
    }
    coconut_hold_lent(value, o, lent);
    if (lent & COCONUT_LENT_THIRD) {
        Py_INCREF(key);
    }
    PyMappingMethods *mapping = type->tp_as_mapping;
    PyObject *func = coconut_special(type, coconut_str.__setitem__);
    const int status = type == &PyDict_Type ? PyDict_SetItem(o, key, value)
                       : func != NULL ? set_by(func, o, key, value)
                       : mapping != NULL && mapping->mp_ass_subscript != NULL ? mapping->mp_ass_subscript(o, key, value)
                       : PyObject_SetItem(o, key, value);
    if (lent & COCONUT_LENT_THIRD) {
        Py_DECREF(key);
    }
    coconut_let_go_lent(value, o, lent);
    return status;
}

/* --- Slices: `o[start:stop]` of a built-in sequence needs no slice object. */

static PyObject *
slice_of(PyObject *o, PyObject *start, PyObject *stop)
{
    PyObject *slice = PySlice_New(start, stop, NULL);
    if (slice == NULL) {
        return NULL;
    }
    Py_INCREF(o);
    PyObject *result = PyObject_GetItem(o, slice);
    Py_DECREF(o);
    Py_DECREF(slice);
    return result;
}

/* o[first:last] of what coconut_has_parts says. */
PyObject *
coconut_part(PyObject *o, Py_ssize_t first, Py_ssize_t last)
{
    PyTypeObject *type = Py_TYPE(o);
    const Py_ssize_t size = type == &PyUnicode_Type ? PyUnicode_GET_LENGTH(o) : Py_SIZE(o);
    PySlice_AdjustIndices(size, &first, &last, 1);
    last = Py_MAX(first, last);
    if (type == &PyUnicode_Type) {
        return PyUnicode_Substring(o, first, last);
    }
    if (type == &PyList_Type) {
        return PyList_GetSlice(o, first, last);
    }
    if (type == &PyTuple_Type) {
        return PyTuple_GetSlice(o, first, last);
    }
    return first == 0 && last == size ? Py_NewRef(o) : PyBytes_FromStringAndSize(PyBytes_AS_STRING(o) + first, last - first);
}

COCONUT_API PyObject *
Coconut_SubscrSlice(PyObject *o, PyObject *start, PyObject *stop)
{
    Py_ssize_t first, last;
    if (!coconut_has_parts(o) || !coconut_slice_index(start, 0, &first) || !coconut_slice_index(stop, PY_SSIZE_T_MAX, &last)) {
        return slice_of(o, start, stop);
    }
    return coconut_part(o, first, last);
}

/* --- in */

#define UNKNOWN 2

/* Whether two items are the same or equal strings; else UNKNOWN, PyObject_RichCompareBool has to say. */
static inline int
is_same(PyObject *item, PyObject *wanted)
{
    if (item == wanted) {
        return 1;
    }
    if (PyUnicode_CheckExact(item) && PyUnicode_CheckExact(wanted) && coconut_may_recurse()) {
        int equal = coconut_str_equal(item, wanted);
        if (LIKELY(equal >= 0)) {
            return equal;
        }
    }
    return UNKNOWN;
}

/* tuplecontains */
static int
is_in_tuple(PyObject *item, PyObject *tuple, int lent)
{
    bool is_held = false;
    int found = 0;
    for (Py_ssize_t i = 0; found == 0 && i < PyTuple_GET_SIZE(tuple); i++) {
        found = is_same(PyTuple_GET_ITEM(tuple, i), item);
        if (found == UNKNOWN) {
            if (!is_held) {
                coconut_hold_lent(item, tuple, lent);
                is_held = true;
            }
            found = PyObject_RichCompareBool(PyTuple_GET_ITEM(tuple, i), item, Py_EQ);
        }
    }
    if (is_held) {
        coconut_let_go_lent(item, tuple, lent);
    }
    return found;
}

/* list_contains */
static int
is_in_list(PyObject *item, PyObject *list, int lent)
{
    bool is_held = false;
    int found = 0;
    for (Py_ssize_t i = 0; found == 0 && i < PyList_GET_SIZE(list); i++) {
        found = is_same(PyList_GET_ITEM(list, i), item);
        if (found == UNKNOWN) {
            if (!is_held) {
                coconut_hold_lent(item, list, lent);
                is_held = true;
            }
            PyObject *element = Py_NewRef(PyList_GET_ITEM(list, i));
            found = PyObject_RichCompareBool(element, item, Py_EQ);
            Py_DECREF(element);
        }
    }
    if (is_held) {
        coconut_let_go_lent(item, list, lent);
    }
    return found;
}

/* slot_sq_contains */
static int
has_by_method(coconut_method method, PyObject *container, PyObject *item, int lent)
{
    PyObject *truth = by_method(method, container, item, (lent & COCONUT_LENT ? COCONUT_LENT_SECOND : 0) | (lent & COCONUT_LENT_SECOND ? COCONUT_LENT : 0));
    if (truth == NULL) {
        return -1;
    }
    const int found = Py_IsTrue(truth) ? 1 : Py_IsFalse(truth) ? 0 : PyObject_IsTrue(truth);
    Py_DECREF(truth);
    return found;
}

COCONUT_API int
Coconut_Contains(PyObject *item, PyObject *container, int lent)
{
    PyTypeObject *type = Py_TYPE(container);
    PyObject *value;
    if (type == &PyTuple_Type) {
        return is_in_tuple(item, container, lent);
    }
    if (type == &PyList_Type) {
        return is_in_list(item, container, lent);
    }
    if (LIKELY(type == &PyDict_Type && coconut_dict_find((PyDictObject *)container, item, &value))) {
        return value != NULL;
    }
    const coconut_method method = coconut_special_method(type, coconut_str.__contains__);
    if (method.is_dicts && coconut_dict_find((PyDictObject *)container, item, &value)) {
        return value != NULL;
    }
    if (method.func != NULL || method.c != NULL) {
        return has_by_method(method, container, item, lent);
    }
    PySequenceMethods *sequence = type->tp_as_sequence;
    coconut_hold_lent(item, container, lent);
    const int found = sequence != NULL && sequence->sq_contains != NULL ? sequence->sq_contains(container, item) : PySequence_Contains(container, item);
    coconut_let_go_lent(item, container, lent);
    return found;
}
