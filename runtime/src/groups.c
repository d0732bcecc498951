/* except* and exception groups: parts of ceval.c and exceptions.c that are hidden. */
#include "coconut.h"

/* check_except_star_type_valid */
static int
check_no_group(PyObject *type)
{
    int group = PyObject_IsSubclass(type, PyExc_BaseExceptionGroup);
    if (group > 0) {
        PyErr_SetString(PyExc_TypeError, "catching ExceptionGroup with except* is not allowed. Use except instead.");
    }
    return group == 0 ? 0 : -1;
}

/* _PyExc_CreateExceptionGroup (exceptions.c), without a message. */
static PyObject *
new_group(PyObject *exceptions)
{
    return PyObject_CallFunctionObjArgs(PyExc_BaseExceptionGroup, coconut_str.empty, exceptions, NULL);
}

/* exception_group_match: new references in *match and *rest. */
static int
match_group(PyObject *exc, PyObject *type, PyObject **match, PyObject **rest)
{
    if (Py_IsNone(exc)) {
        *match = Py_NewRef(Py_None);
        *rest = Py_NewRef(Py_None);
        return 0;
    }
    if (PyErr_GivenExceptionMatches(exc, type)) {
        if (_PyBaseExceptionGroup_Check(exc)) {
            *match = Py_NewRef(exc);
        }
        else {
            PyObject *exceptions = PyTuple_Pack(1, exc);
            *match = exceptions == NULL ? NULL : new_group(exceptions);
            Py_XDECREF(exceptions);
            if (*match == NULL) {
                return -1;
            }
        }
        *rest = Py_NewRef(Py_None);
        return 0;
    }
    if (_PyBaseExceptionGroup_Check(exc)) {
        PyObject *pair = PyObject_CallMethodObjArgs(exc, coconut_str.split, type, NULL);
        if (pair == NULL) {
            return -1;
        }
        assert(PyTuple_CheckExact(pair) && PyTuple_GET_SIZE(pair) == 2);
        *match = Py_NewRef(PyTuple_GET_ITEM(pair, 0));
        *rest = Py_NewRef(PyTuple_GET_ITEM(pair, 1));
        Py_DECREF(pair);
        return 0;
    }
    *match = Py_NewRef(Py_None);
    *rest = Py_NewRef(Py_None);
    return 0;
}

COCONUT_API int
Coconut_CheckEgMatch(PyThreadState *tstate, PyObject *exc, PyObject *type, PyObject **out)
{
    PyObject *match = NULL, *rest = NULL;
    int status = coconut_each_class(type, coconut_check_class);
    if (status == 0) {
        status = coconut_each_class(type, check_no_group);
    }
    if (status == 0) {
        status = match_group(exc, type, &match, &rest);
    }
    Py_DECREF(type);
    if (status < 0) {
        Py_DECREF(exc);
        return -1;
    }
    out[1] = match;
    if (Py_IsNone(match)) {
        Py_DECREF(rest);
        out[0] = exc;
    }
    else {
        out[0] = rest;
        PyErr_SetExcInfo(NULL, Py_NewRef(match), NULL);
        Py_DECREF(exc);
    }
    return 0;
}

/* collect_exception_group_leaf_ids (exceptions.c): the addresses of the leaves, as ints, into a set. */
static int
collect_leaves(PyObject *exc, PyObject *ids)
{
    if (Py_IsNone(exc)) {
        return 0;
    }
    if (!_PyBaseExceptionGroup_Check(exc)) {
        PyObject *id = PyLong_FromVoidPtr(exc);
        int status = id == NULL ? -1 : PySet_Add(ids, id);
        Py_XDECREF(id);
        return status;
    }
    PyObject *exceptions = ((PyBaseExceptionGroupObject *)exc)->excs;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(exceptions); i++) {
        if (Py_EnterRecursiveCall(" in collect_exception_group_leaf_ids")) {
            return -1;
        }
        int status = collect_leaves(PyTuple_GET_ITEM(exceptions, i), ids);
        Py_LeaveRecursiveCall();
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

/* exceptiongroup_subset (exceptions.c): a group like `group` of these exceptions; *out NULL if there are none. */
static int
derive_group(PyObject *group, PyObject *exceptions, PyObject **out)
{
    *out = NULL;
    if (PyList_GET_SIZE(exceptions) == 0) {
        return 0;
    }
    PyObject *derived = PyObject_CallMethodObjArgs(group, coconut_str.derive, exceptions, NULL);
    if (derived == NULL) {
        return -1;
    }
    if (!_PyBaseExceptionGroup_Check(derived)) {
        PyErr_SetString(PyExc_TypeError, "derive must return an instance of BaseExceptionGroup");
        goto error;
    }
    PyObject *traceback = PyException_GetTraceback(group);
    if (traceback != NULL) {
        int status = PyException_SetTraceback(derived, traceback);
        Py_DECREF(traceback);
        if (status < 0) {
            goto error;
        }
    }
    PyException_SetContext(derived, PyException_GetContext(group));
    PyException_SetCause(derived, PyException_GetCause(group));
    if (PyObject_HasAttr(group, coconut_str.__notes__)) {
        PyObject *notes = PyObject_GetAttr(group, coconut_str.__notes__);
        if (notes == NULL) {
            goto error;
        }
        if (PySequence_Check(notes)) {
            Py_SETREF(notes, PySequence_List(notes));
            int status = notes == NULL ? -1 : PyObject_SetAttr(derived, coconut_str.__notes__, notes);
            if (status < 0) {
                Py_XDECREF(notes);
                goto error;
            }
        }
        Py_DECREF(notes);
    }
    *out = derived;
    return 0;

error:
    Py_DECREF(derived);
    return -1;
}

/* exceptiongroup_split_recursive for EXCEPTION_GROUP_MATCH_INSTANCE_IDS, the matching half only: new reference or NULL in *out. */
static int
project(PyObject *exc, PyObject *ids, PyObject **out)
{
    *out = NULL;
    if (!_PyBaseExceptionGroup_Check(exc)) {
        PyObject *id = PyLong_FromVoidPtr(exc);
        int found = id == NULL ? -1 : PySet_Contains(ids, id);
        Py_XDECREF(id);
        if (found > 0) {
            *out = Py_NewRef(exc);
        }
        return found < 0 ? -1 : 0;
    }
    int status = -1;
    PyObject *exceptions = ((PyBaseExceptionGroupObject *)exc)->excs, *matches = PyList_New(0);
    if (matches == NULL) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(exceptions); i++) {
        PyObject *part;
        if (Py_EnterRecursiveCall(" in exceptiongroup_split_recursive")) {
            goto done;
        }
        int failed = project(PyTuple_GET_ITEM(exceptions, i), ids, &part);
        Py_LeaveRecursiveCall();
        if (failed < 0) {
            goto done;
        }
        if (part != NULL) {
            failed = PyList_Append(matches, part);
            Py_DECREF(part);
            if (failed < 0) {
                goto done;
            }
        }
    }
    status = derive_group(exc, matches, out);

done:
    Py_DECREF(matches);
    return status;
}

/* exception_group_projection: the part of the group whose leaves are in the kept groups; None if nothing is. */
static PyObject *
projection(PyObject *group, PyObject *kept)
{
    PyObject *result = NULL, *ids = PySet_New(NULL);
    if (ids == NULL) {
        return NULL;
    }
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(kept); i++) {
        status = collect_leaves(PyList_GET_ITEM(kept, i), ids);
    }
    if (status == 0 && project(group, ids, &result) == 0 && result == NULL) {
        result = Py_NewRef(Py_None);
    }
    Py_DECREF(ids);
    return result;
}

/* is_same_exception_metadata: the exception was not raised anew. */
static bool
same_metadata(PyObject *a, PyObject *b)
{
    PyBaseExceptionObject *x = (PyBaseExceptionObject *)a, *y = (PyBaseExceptionObject *)b;
    return x->notes == y->notes && x->traceback == y->traceback && x->cause == y->cause && x->context == y->context;
}

/* _PyExc_PrepReraiseStar (exceptions.c). */
COCONUT_API PyObject *
Coconut_PrepReraiseStar(PyObject *original, PyObject *results)
{
    assert(PyExceptionInstance_Check(original) && PyList_Check(results));
    if (PyList_GET_SIZE(results) == 0) {
        return Py_NewRef(Py_None);
    }
    if (!_PyBaseExceptionGroup_Check(original)) {
        return Py_NewRef(PyList_GET_ITEM(results, 0));
    }
    PyObject *result = NULL, *again = NULL, *raised = PyList_New(0), *reraised = PyList_New(0);
    if (raised == NULL || reraised == NULL) {
        goto done;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(results); i++) {
        PyObject *exc = PyList_GET_ITEM(results, i);
        if (!Py_IsNone(exc) && PyList_Append(same_metadata(exc, original) ? reraised : raised, exc) < 0) {
            goto done;
        }
    }
    again = projection(original, reraised);
    if (again == NULL) {
        goto done;
    }
    if (PyList_GET_SIZE(raised) == 0) {
        result = Py_NewRef(again);
    }
    else if (Py_IsNone(again) || PyList_Append(raised, again) == 0) {
        result = new_group(raised);
    }

done:
    Py_XDECREF(again);
    Py_XDECREF(raised);
    Py_XDECREF(reraised);
    return result;
}
