/* What instances of subclasses of built-in types do as these do: by a slot that the class has inherited unchanged. */
#ifndef COCONUT_SLOTS_H
#define COCONUT_SLOTS_H

#include "coconut.h"

/* Has the class that slot of the built-in type? */
#define COCONUT_HAS_SLOT(type, base, suite, slot) \
    ((type) == (base) || ((type)->suite != NULL && (type)->suite->slot == (base)->suite->slot))

/* The same where the built-in type has a method for it (METH_COEXIST), for which update_one_slot (typeobject.c) gives Python classes a slot that looks it up. */
#define COCONUT_INHERITS(type, base, suite, slot, name) \
    (COCONUT_HAS_SLOT(type, base, suite, slot) || _PyType_Lookup(type, name) == _PyType_Lookup(base, name))

/* dict_subscript: finds a key that is there; what is missing is asked of __missing__. */
static inline bool
coconut_subscripts_as_dict(PyObject *o)
{
    return PyDict_CheckExact(o) || (PyDict_Check(o) && COCONUT_INHERITS(Py_TYPE(o), &PyDict_Type, tp_as_mapping, mp_subscript, coconut_str.__getitem__));
}

static inline bool
coconut_contains_as_dict(PyObject *o)
{
    return PyDict_CheckExact(o) || (PyDict_Check(o) && COCONUT_INHERITS(Py_TYPE(o), &PyDict_Type, tp_as_sequence, sq_contains, coconut_str.__contains__));
}

/* dict_ass_sub */
static inline bool
coconut_stores_as_dict(PyObject *o)
{
    return PyDict_CheckExact(o) || (PyDict_Check(o) && COCONUT_HAS_SLOT(Py_TYPE(o), &PyDict_Type, tp_as_mapping, mp_ass_subscript));
}

static inline bool
coconut_subscripts_as_list(PyObject *o)
{
    return PyList_CheckExact(o) || (PyList_Check(o) && COCONUT_INHERITS(Py_TYPE(o), &PyList_Type, tp_as_mapping, mp_subscript, coconut_str.__getitem__));
}

static inline bool
coconut_subscripts_as_tuple(PyObject *o)
{
    return PyTuple_CheckExact(o) || (PyTuple_Check(o) && COCONUT_HAS_SLOT(Py_TYPE(o), &PyTuple_Type, tp_as_mapping, mp_subscript));
}

/* collections.deque, once an object of it has been seen: a static type of the module _collections (deques.c). */
extern PyTypeObject *coconut_deque_type;
bool coconut_is_deque_type(PyTypeObject *type);

#endif
