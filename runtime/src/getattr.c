/* Classes with a __getattr__ in Python: slot_tp_getattr_hook (typeobject.c) is their tp_getattro. It looks for the attribute as a class without one does, as
   long as their __getattribute__ is object's or type's, and asks __getattr__ only for what is not found; so such attributes are found by caches too. */
#include "coconut.h"

/* slot_tp_getattr_hook, which CPython does not export: what a class made for it has. */
static getattrofunc hook;

bool
coconut_learn_getattr_hook(void)
{
    PyObject *made = PyObject_CallFunction((PyObject *)&PyType_Type, "s(){sO}", "hooked", "__getattr__", Py_None);
    if (made == NULL) {
        return false;
    }
    hook = ((PyTypeObject *)made)->tp_getattro;
    Py_DECREF(made);
    return true;
}

/* Is what a type has by the name of __class__ object's own descriptor, which gives the type? Not of NULL. */
bool
coconut_is_plain_class(PyObject *descr)
{
    static PyObject *plain = NULL;      /* borrowed from object */
    if (plain == NULL) {
        plain = _PyType_Lookup(&PyBaseObject_Type, coconut_str.__class__);
    }
    return descr != NULL && descr == plain;
}

/* Has the class the hook, and is this what its __getattribute__ does? */
static bool
is_hooked(PyTypeObject *type, getattrofunc generic)
{
    if (type->tp_getattro != hook) {
        return false;
    }
    PyObject *found = _PyType_Lookup(type, coconut_str.__getattribute__);
    return found != NULL && Py_IS_TYPE(found, &PyWrapperDescr_Type) && ((PyWrapperDescrObject *)found)->d_wrapped == (void *)generic;
}

/* Whether attributes of the type's instances are found as object.__getattribute__ does, before a __getattr__ is asked. */
bool
coconut_looks_as_object(PyTypeObject *type)
{
    return type->tp_getattro == PyObject_GenericGetAttr || is_hooked(type, PyObject_GenericGetAttr);
}

/* Whether attributes of the metatype's types are found as type.__getattribute__ does. *counted: through a wrapper, whose call counts a level of recursion. */
bool
coconut_looks_as_type(PyTypeObject *meta, bool *counted)
{
    *counted = is_hooked(meta, PyType_Type.tp_getattro);
    return *counted || meta->tp_getattro == PyType_Type.tp_getattro;
}

/* The Python function that is asked for what instances of the type lack, if nothing else happens then. Borrowed, or NULL. */
PyObject *
coconut_getattr_of(PyTypeObject *type)
{
    return is_hooked(type, PyObject_GenericGetAttr) ? coconut_special(type, coconut_str.__getattr__) : NULL;
}

/* set_attribute_error_context (object.c), by which PyObject_GetAttr tells an AttributeError what was looked for. An exception is pending. */
void
coconut_tell_attribute_error(PyObject *o, PyObject *name)
{
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (PyErr_GivenExceptionMatches(value, PyExc_AttributeError)) {
        const PyAttributeErrorObject *error = (PyAttributeErrorObject *)value;
        if (error->name == NULL && error->obj == NULL &&
            (PyObject_SetAttr(value, coconut_str.name, name) < 0 || PyObject_SetAttr(value, coconut_str.obj, o) < 0))
        {
            Py_XDECREF(type);
            Py_XDECREF(value);
            Py_XDECREF(traceback);
            return;
        }
    }
    PyErr_Restore(type, value, traceback);
}

/* call_attribute of what coconut_getattr_of gave: the value stack, and the bound method that is made there, hold the object, the latter the function too. */
PyObject *
coconut_ask_getattr(PyThreadState *tstate, PyObject *func, PyObject *o, PyObject *name)
{
    coconut_hold(o, name);
    coconut_hold(o, func);
    PyObject *result = coconut_call_function(tstate, func, (PyObject *[]){o, name}, 2);
    coconut_let_go(func, o);
    if (result == NULL) {
        coconut_tell_attribute_error(o, name);
    }
    coconut_let_go(name, o);
    return result;
}
