/* match statements: match_keys and match_class of ceval.c. */
#include "coconut.h"

/* Adds to the set of what was seen: 1 new, 0 seen before, -1 and an exception. */
static int
see(PyObject *seen, PyObject *item)
{
    int known = PySet_Contains(seen, item);
    if (known != 0) {
        return known < 0 ? -1 : 0;
    }
    return PySet_Add(seen, item) < 0 ? -1 : 1;
}

/* map.get(key, default): neither makes an entry nor calls __missing__. */
static PyObject *
get_value(PyObject *get, int unbound, PyObject *map, PyObject *key, PyObject *absent)
{
    PyObject *args[] = {map, key, absent};
    return PyObject_Vectorcall(get, unbound ? args : args + 1, unbound ? 3 : 2, NULL);
}

COCONUT_API PyObject *
Coconut_MatchKeys(PyThreadState *tstate, PyObject *subject, PyObject *keys)
{
    assert(PyTuple_CheckExact(keys));
    const Py_ssize_t n = PyTuple_GET_SIZE(keys);
    if (n == 0) {
        return PyTuple_New(0);
    }
    PyObject *get = NULL, *seen = NULL, *absent = NULL, *values = NULL, *result = NULL;
    int unbound = _PyObject_GetMethod(subject, coconut_str.get, &get);
    if (get == NULL || (seen = PySet_New(NULL)) == NULL || (absent = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type)) == NULL ||
        (values = PyTuple_New(n)) == NULL)
    {
        goto done;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *key = PyTuple_GET_ITEM(keys, i);
        int fresh = see(seen, key);
        if (fresh == 0) {
            PyErr_Format(PyExc_ValueError, "mapping pattern checks duplicate key (%R)", key);
        }
        if (fresh <= 0) {
            goto done;
        }
        PyObject *value = get_value(get, unbound, subject, key, absent);
        if (value == NULL) {
            goto done;
        }
        if (value == absent) {
            Py_DECREF(value);
            result = Py_NewRef(Py_None);
            goto done;
        }
        PyTuple_SET_ITEM(values, i, value);
    }
    result = Py_NewRef(values);

done:
    Py_XDECREF(values);
    Py_XDECREF(get);
    Py_XDECREF(seen);
    Py_XDECREF(absent);
    return result;
}

/* Appends an attribute of the subject: 1, or 0 where it has none, or -1 and an exception. */
static int
match_attribute(PyObject *subject, PyObject *type, PyObject *name, PyObject *seen, PyObject *attributes)
{
    int fresh = see(seen, name);
    if (fresh == 0) {
        PyErr_Format(PyExc_TypeError, "%s() got multiple sub-patterns for attribute %R", ((PyTypeObject *)type)->tp_name, name);
    }
    if (fresh <= 0) {
        return -1;
    }
    PyObject *value = PyObject_GetAttr(subject, name);
    if (value == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    int status = PyList_Append(attributes, value);
    Py_DECREF(value);
    return status < 0 ? -1 : 1;
}

/* type.__match_args__; a type without one has (), and *self says whether its first sub-pattern is the subject itself. */
static PyObject *
match_args_of(PyObject *type, bool *self)
{
    *self = false;
    PyObject *args = PyObject_GetAttr(type, coconut_str.__match_args__);
    if (args != NULL) {
        if (!PyTuple_CheckExact(args)) {
            PyErr_Format(PyExc_TypeError, "%s.__match_args__ must be a tuple (got %s)", ((PyTypeObject *)type)->tp_name, Py_TYPE(args)->tp_name);
            Py_CLEAR(args);
        }
        return args;
    }
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return NULL;
    }
    PyErr_Clear();
    *self = PyType_HasFeature((PyTypeObject *)type, _Py_TPFLAGS_MATCH_SELF);
    return PyTuple_New(0);
}

/* The positional sub-patterns: 1 matched, 0 not, -1 and an exception. */
static int
match_positional(PyObject *subject, PyObject *type, int nargs, PyObject *seen, PyObject *attributes)
{
    bool self;
    PyObject *args = match_args_of(type, &self);
    if (args == NULL) {
        return -1;
    }
    int status = 1;
    Py_ssize_t allowed = self ? 1 : PyTuple_GET_SIZE(args);
    if (allowed < nargs) {
        PyErr_Format(PyExc_TypeError, "%s() accepts %d positional sub-pattern%s (%d given)", ((PyTypeObject *)type)->tp_name, (int)allowed,
                     allowed == 1 ? "" : "s", nargs);
        status = -1;
    }
    else if (self) {
        status = PyList_Append(attributes, subject) < 0 ? -1 : 1;
    }
    for (int i = 0; status == 1 && !self && i < nargs; i++) {
        PyObject *name = PyTuple_GET_ITEM(args, i);
        if (PyUnicode_CheckExact(name)) {
            status = match_attribute(subject, type, name, seen, attributes);
        }
        else {
            PyErr_Format(PyExc_TypeError, "__match_args__ elements must be strings (got %s)", Py_TYPE(name)->tp_name);
            status = -1;
        }
    }
    Py_DECREF(args);
    return status;
}

COCONUT_API PyObject *
Coconut_MatchClass(PyThreadState *tstate, PyObject *subject, PyObject *type, int nargs, PyObject *names)
{
    if (!PyType_Check(type)) {
        return PyErr_Format(PyExc_TypeError, "called match pattern must be a type");
    }
    int status = PyObject_IsInstance(subject, type);
    if (status <= 0) {
        return status < 0 ? NULL : Py_NewRef(Py_None);
    }
    PyObject *result = NULL, *seen = PySet_New(NULL), *attributes = PyList_New(0);
    if (seen != NULL && attributes != NULL) {
        status = nargs > 0 ? match_positional(subject, type, nargs, seen, attributes) : 1;
        for (Py_ssize_t i = 0; status == 1 && i < PyTuple_GET_SIZE(names); i++) {
            status = match_attribute(subject, type, PyTuple_GET_ITEM(names, i), seen, attributes);
        }
        result = status < 0 ? NULL : status == 0 ? Py_NewRef(Py_None) : PyList_AsTuple(attributes);
    }
    Py_XDECREF(seen);
    Py_XDECREF(attributes);
    return result;
}
