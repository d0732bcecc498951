/* Builtins for functions without frames: called where that runs no Python code and starts no collection. Each gives a new reference; NULL, perhaps with an
   exception: nothing has happened, it is called otherwise. */
#include "dicts.h"
#include "quiet.h"
#include <structmember.h>

COCONUT_API int Coconut_QuickTruth(PyObject *o);

static inline bool
is_number(PyObject *o)
{
    return PyLong_CheckExact(o) || PyFloat_CheckExact(o);
}

/* The items of an exact list or tuple; false: it is none. */
static inline bool
items_of(PyObject *o, PyObject *const **items, Py_ssize_t *n)
{
    if (!PyList_CheckExact(o) && !PyTuple_CheckExact(o)) {
        return false;
    }
    *items = PySequence_Fast_ITEMS(o);
    *n = PySequence_Fast_GET_SIZE(o);
    return true;
}

static bool
are_numbers(PyObject *const *items, Py_ssize_t n)
{
    for (Py_ssize_t i = 0; i < n; i++) {
        if (!is_number(items[i])) {
            return false;
        }
    }
    return true;
}

static bool
are_strings(PyObject *const *items, Py_ssize_t n)
{
    for (Py_ssize_t i = 0; i < n; i++) {
        if (!PyUnicode_CheckExact(items[i])) {
            return false;
        }
    }
    return true;
}

static PyObject *
quiet_sum(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count)
{
    PyObject *const *items;
    Py_ssize_t n;
    if (count != 1 || coconut_is_collection_due(tstate, 1) || !items_of(args[0], &items, &n) || !are_numbers(items, n)) {
        return NULL;
    }
    return ((_PyCFunctionFastWithKeywords)(void (*)(void))method->ml_meth)(NULL, args, count, NULL);
}

/* any and all: the first item whose truth is `wanted` decides. */
static PyObject *
first_with(PyObject *const *args, int64_t count, int wanted)
{
    PyObject *const *items;
    Py_ssize_t n;
    if (count != 1 || !items_of(args[0], &items, &n)) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        const int truth = Coconut_QuickTruth(items[i]);
        if (truth < 0) {
            return NULL;
        }
        if (truth == wanted) {
            return PyBool_FromLong(wanted);
        }
    }
    return PyBool_FromLong(!wanted);
}

static PyObject *
quiet_any(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count)
{
    (void)tstate, (void)method;
    return first_with(args, count, 1);
}

static PyObject *
quiet_all(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count)
{
    (void)tstate, (void)method;
    return first_with(args, count, 0);
}

static PyObject *
quiet_sorted(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count)
{
    (void)method;
    PyObject *const *items;
    Py_ssize_t n;
    if (count != 1 || coconut_is_collection_due(tstate, 1) || !items_of(args[0], &items, &n) || !(are_strings(items, n) || are_numbers(items, n))) {
        return NULL;
    }
    PyObject *list = PySequence_List(args[0]);
    if (list != NULL && PyList_Sort(list) < 0) {
        Py_CLEAR(list);
    }
    return list;
}

static PyObject *
quiet_divmod(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count)
{
    (void)method;
    return count == 2 && !coconut_is_collection_due(tstate, 1) && are_numbers(args, 2) ? PyNumber_Divmod(args[0], args[1]) : NULL;
}

static PyObject *
quiet_pow(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count)
{
    (void)tstate, (void)method;
    return count == 2 && are_numbers(args, 2) ? PyNumber_Power(args[0], args[1], Py_None) : NULL;
}

static PyObject *
quiet_repr(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count)
{
    (void)tstate, (void)method;
    const bool fits = count == 1 && (is_number(args[0]) || PyUnicode_CheckExact(args[0]) || PyBytes_CheckExact(args[0]) || PyBool_Check(args[0]) ||
                                     args[0] == Py_None);
    return fits ? PyObject_Repr(args[0]) : NULL;
}

static PyObject *
quiet_callable(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count)
{
    (void)tstate, (void)method;
    return count == 1 ? PyBool_FromLong(PyCallable_Check(args[0])) : NULL;
}

static PyObject *
quiet_id(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count)
{
    (void)tstate, (void)method;
    return count == 1 ? PyLong_FromVoidPtr(args[0]) : NULL;
}

/* What an object's own dict has, borrowed, or NULL; false: that is not known without running code. */
static bool
own_attribute(PyObject *o, PyObject *name, PyObject **value)
{
    PyTypeObject *type = Py_TYPE(o);
    *value = NULL;
    if (type->tp_dictoffset == 0) {
        return true;
    }
    PyObject **place;
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        const PyDictValues *values = *_PyObject_ValuesPointer(o);
        if (values != NULL) {
            PyDictKeysObject *keys = ((PyHeapTypeObject *)type)->ht_cached_keys;
            const Py_ssize_t ix = coconut_find_str(keys, name, ((PyASCIIObject *)name)->hash);
            *value = ix >= 0 ? values->values[ix] : NULL;
            return ix != DKIX_ERROR;
        }
        place = _PyObject_ManagedDictPointer(o);
    }
    else {
        place = _PyObject_GetDictPtr(o);
    }
    return place == NULL || *place == NULL || (PyDict_CheckExact(*place) && coconut_dict_find((PyDictObject *)*place, name, value));
}

/* PyObject_GenericGetAttr of what is no descriptor: true if it is known what that finds, *value then, borrowed, or NULL. */
static bool
attribute(PyObject *o, PyObject *name, PyObject **value)
{
    PyTypeObject *type = Py_TYPE(o);
    if (type->tp_getattro != PyObject_GenericGetAttr || !PyUnicode_CheckExact(name) || !PyUnicode_CHECK_INTERNED(name)) {
        return false;
    }
    PyObject *found = _PyType_Lookup(type, name);
    if (found != NULL && Py_IS_TYPE(found, &PyMemberDescr_Type)) {
        const PyMemberDef *member = ((PyMemberDescrObject *)found)->d_member;
        const bool fits = member->type == T_OBJECT_EX && PyType_IsSubtype(type, PyDescr_TYPE(found));
        *value = fits ? *(PyObject **)((char *)o + member->offset) : NULL;
        return fits;
    }
    if ((found != NULL && Py_TYPE(found)->tp_descr_get != NULL) || !own_attribute(o, name, value)) {
        return false;
    }
    *value = *value != NULL ? *value : found;
    return true;
}

static PyObject *
quiet_getattr(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count)
{
    (void)tstate, (void)method;
    PyObject *value;
    if (count < 2 || count > 3 || !attribute(args[0], args[1], &value)) {
        return NULL;
    }
    return value != NULL ? Py_NewRef(value) : count == 3 ? Py_NewRef(args[2]) : NULL;
}

static PyObject *
quiet_hasattr(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count)
{
    (void)tstate, (void)method;
    PyObject *value;
    return count == 2 && attribute(args[0], args[1], &value) ? PyBool_FromLong(value != NULL) : NULL;
}

typedef PyObject *(*quiet)(PyThreadState *, PyMethodDef *, PyObject *const *, int64_t);

static struct {
    const char *name;
    quiet function;
    PyMethodDef *method;        /* NULL: there is something else in its place */
} quiets[] = {
    {"getattr", quiet_getattr, NULL}, {"hasattr", quiet_hasattr, NULL}, {"sum", quiet_sum, NULL}, {"any", quiet_any, NULL}, {"all", quiet_all, NULL},
    {"sorted", quiet_sorted, NULL}, {"repr", quiet_repr, NULL}, {"callable", quiet_callable, NULL}, {"divmod", quiet_divmod, NULL},
    {"pow", quiet_pow, NULL}, {"id", quiet_id, NULL},
};

/* `method_named`: the builtin function of a name, as it was when the runtime started. */
void
coconut_quiet_init(PyMethodDef *(*method_named)(const char *))
{
    for (size_t i = 0; i < Py_ARRAY_LENGTH(quiets); i++) {
        quiets[i].method = method_named(quiets[i].name);
    }
}

PyObject *
coconut_call_quietly(PyThreadState *tstate, PyMethodDef *method, PyObject *const *args, int64_t count)
{
    for (size_t i = 0; i < Py_ARRAY_LENGTH(quiets); i++) {
        if (quiets[i].method == method) {
            return quiets[i].function(tstate, method, args, count);
        }
    }
    return NULL;
}
