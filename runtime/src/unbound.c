/* Methods that are called without the object they are looked up in, or with its class: static methods, functions of a class, class methods. What
   LOAD_METHOD would bind is found without being bound. */
#include "coconut.h"
#include <structmember.h>

/* type_getattro, where it runs no code: what a class has by a name, not bound. Borrowed, or NULL. */
static PyObject *
attribute_of_class(PyTypeObject *class, PyObject *name)
{
    bool counted;
    if (!coconut_looks_as_type(Py_TYPE(class), &counted) || counted) {
        return NULL;
    }
    PyObject *of_meta = _PyType_Lookup(Py_TYPE(class), name);
    return of_meta != NULL && Py_TYPE(of_meta)->tp_descr_set != NULL ? NULL : _PyType_Lookup(class, name);
}

/* The function that a static or a class method wraps: its member __func__. Borrowed, or NULL. */
static PyObject *
wrapped(PyObject *method)
{
    for (const PyMemberDef *m = Py_TYPE(method)->tp_members; m != NULL && m->name != NULL; m++) {
        if (strcmp(m->name, "__func__") == 0) {
            return *(PyObject **)((char *)method + m->offset);
        }
    }
    return NULL;
}

/* The function that LOAD_METHOD would give for `o` to be called with the arguments alone, if it runs as `native`. Borrowed, or NULL. */
COCONUT_API PyObject *
Coconut_PeekUnbound(PyObject *o, PyObject *name, void *cache, coconut_native native)
{
    PyObject *found = NULL;
    if (PyType_Check(o)) {
        found = attribute_of_class((PyTypeObject *)o, name);
    }
    else if (Py_TYPE(o)->tp_getattro == PyObject_GenericGetAttr && coconut_lacks_own(o, name)) {
        found = _PyType_Lookup(Py_TYPE(o), name);
        if (found != NULL && !Py_IS_TYPE(found, &PyStaticMethod_Type)) {
            return NULL;
        }
    }
    if (found != NULL && Py_IS_TYPE(found, &PyStaticMethod_Type)) {
        found = wrapped(found);
    }
    return found != NULL && Coconut_RunsAs(found, cache, native) ? found : NULL;
}

/* The function of a class method of the class `o`, to be called with the class itself. Borrowed, or NULL. */
PyObject *
coconut_class_method(PyObject *o, PyObject *name)
{
    PyObject *found = PyType_Check(o) ? attribute_of_class((PyTypeObject *)o, name) : NULL;
    return found != NULL && Py_IS_TYPE(found, &PyClassMethod_Type) ? wrapped(found) : NULL;
}
