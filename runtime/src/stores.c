/* Attributes that are stored, by inline caches. */
#include "caches.h"
#include "dicts.h"
#include <structmember.h>

/* propertyobject (descrobject.c) begins with its getter and its setter. */
static inline PyObject *
setter_of(PyObject *property)
{
    return ((PyObject **)(property + 1))[1];
}

static void
find_place(entry *e, PyObject *o, PyObject *name)
{
    PyTypeObject *type = Py_TYPE(o);
    PyObject *descr = _PyType_Lookup(type, name);
    if (descr != NULL && is_data_descriptor(descr)) {
        if (Py_IS_TYPE(descr, &PyMemberDescr_Type)) {
            PyMemberDef *member = ((PyMemberDescrObject *)descr)->d_member;
            if (member->type == T_OBJECT_EX && !(member->flags & READONLY) && has_slot(type, descr)) {
                set_entry(e, type, SLOT, member->offset, NULL);
            }
        }
        else {
            set_entry(e, type, DESCRIPTOR, 0, descr);
        }
        return;
    }
    if (descr != NULL && may_change(descr)) {
        return;
    }
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT && values_of(o) != NULL) {
        int64_t index = coconut_find_name(shared_keys(type), name);
        if (index >= 0) {
            set_entry(e, type, INSTANCE, index, NULL);
        }
    }
}

static void
fill_store(cache *c, PyObject *o, PyObject *name)
{
    if (Py_TYPE(o)->tp_setattro != PyObject_GenericSetAttr || !PyUnicode_CHECK_INTERNED(name) || !may_fill(c)) {
        return;
    }
    entry found = {0};
    find_place(&found, o, name);
    coconut_remember_entry(&found, Py_TYPE(o), name, true);
    put(c, &found);
}

/* What a data descriptor on the owner's type does with a value: property_descr_set and slot_tp_descr_set with Python functions, or the type's own
   slot. Here the value stack, _PyObject_GenericSetAttrWithDict and vectorcall_method hold everything but the property's function. */
static __attribute__((noinline)) int
set_by(PyObject *descr, PyObject *o, PyObject *name, PyObject *value)
{
    PyTypeObject *type = Py_TYPE(o);
    PyThreadState *tstate = _PyThreadState_GET();
    PyObject *setter = Py_IS_TYPE(descr, &PyProperty_Type) ? setter_of(descr) : NULL, *result, *func;
    int status;
    coconut_hold(value, o);
    coconut_hold(name, (PyObject *)type);
    Py_INCREF(descr);
    if (setter != NULL && Py_IS_TYPE(setter, &PyFunction_Type)) {
        result = coconut_call_function(tstate, setter, (PyObject *[]){o, value}, 2);
        status = result == NULL ? -1 : 0;
        Py_XDECREF(result);
    }
    else if ((func = coconut_special(Py_TYPE(descr), coconut_str.__set__)) != NULL) {
        Py_INCREF(func);
        result = coconut_call_function(tstate, func, (PyObject *[]){descr, o, value}, 3);
        Py_DECREF(func);
        status = result == NULL ? -1 : 0;
        Py_XDECREF(result);
    }
    else {
        status = Py_TYPE(descr)->tp_descr_set(descr, o, value);
    }
    Py_DECREF(descr);
    coconut_let_go((PyObject *)type, name);
    coconut_let_go(value, o);
    return status;
}

/* o.name = value. */
COCONUT_API int
Coconut_StoreAttr(PyObject *o, PyObject *name, PyObject *value, cache *c)
{
    PyTypeObject *type = Py_TYPE(o);
    for (int i = 0; i < SOURCES; i++) {
        const entry *e = source(i, type, name, c, true);
        if (e == NULL) {
            continue;
        }
        if (e->kind == INSTANCE) {
            PyDictValues *values = values_of(o);
            if (values == NULL) {
                break;
            }
            /* STORE_ATTR_INSTANCE_VALUE */
            PyObject *old = values->values[e->index];
            values->values[e->index] = Py_NewRef(value);
            if (old == NULL) {
                _PyDictValues_AddToInsertionOrder(values, e->index);
            }
            else {
                Py_DECREF(old);
            }
            return 0;
        }
        if (e->kind == SLOT) {
            PyObject **slot = (PyObject **)((char *)o + e->index);
            PyObject *old = *slot;
            *slot = Py_NewRef(value);
            Py_XDECREF(old);
            return 0;
        }
        if (e->kind == DESCRIPTOR && LIKELY(is_data_descriptor(e->object))) {
            return set_by(e->object, o, name, value);
        }
    }
    if (PyType_Check(o)) {
        const int put = coconut_put_in_class((PyTypeObject *)o, name, value, false);
        if (put != 0) {
            return put > 0 ? 0 : -1;
        }
    }
    coconut_hold(value, o);
    int r = PyObject_SetAttr(o, name, value);
    if (r == 0) {
        fill_store(c, o, name);
    }
    coconut_let_go(value, o);
    return r;
}

/* --- For functions without frames: caches are filled, no Python code runs, no exception is set. What is found is borrowed from where it was
   found; NULL: the interpreter has to look. */

COCONUT_API void
Coconut_LearnPlace(PyObject *o, PyObject *name, cache *c)
{
    fill_store(c, o, name);
}

/* Sets what an instance has or lacks. False: not here, or what it was may not go unseen. */
static inline bool
put_in_instance(PyObject *o, PyObject *name, PyObject *value, cache *c)
{
    PyTypeObject *type = Py_TYPE(o);
    for (int i = 0; i < SOURCES; i++) {
        const entry *e = source(i, type, name, c, true);
        if (e == NULL) {
            continue;
        }
        PyDictValues *values = e->kind == INSTANCE ? values_of(o) : NULL;
        PyObject **place = e->kind == SLOT ? (PyObject **)((char *)o + e->index) : values != NULL ? &values->values[e->index] : NULL;
        PyObject *old = place != NULL ? *place : NULL;
        if (place == NULL || (old != NULL && !coconut_goes_quietly(old))) {
            return false;
        }
        *place = Py_NewRef(value);
        if (old != NULL) {
            Py_DECREF(old);
        }
        else if (values != NULL) {
            _PyDictValues_AddToInsertionOrder(values, e->index);
        }
        return true;
    }
    return false;
}

/* The dict that holds an instance's attributes, borrowed; NULL: it has none, or has values. */
static inline PyDictObject *
own_dict(PyObject *o)
{
    if (Py_TYPE(o)->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        return *_PyObject_ValuesPointer(o) != NULL ? NULL : (PyDictObject *)*_PyObject_ManagedDictPointer(o);
    }
    PyObject **dict = _PyObject_GetDictPtr(o);
    return dict == NULL ? NULL : (PyDictObject *)*dict;
}

/* The same in an instance's dict, as somebody who has asked for it or other built-in types have one (_PyObject_GenericSetAttrWithDict). */
static __attribute__((noinline)) bool
put_in_dict(PyObject *o, PyObject *name, PyObject *value)
{
    PyTypeObject *type = Py_TYPE(o);
    if (type->tp_setattro != PyObject_GenericSetAttr || !PyUnicode_CHECK_INTERNED(name)) {
        return false;
    }
    PyObject *descr = _PyType_Lookup(type, name), *old;
    PyDictObject *dict = own_dict(o);
    if ((descr != NULL && is_data_descriptor(descr)) || dict == NULL || !PyDict_CheckExact(dict) || coconut_is_namespace((PyObject *)dict) ||
        !coconut_dict_find(dict, name, &old) || (old != NULL && !coconut_goes_quietly(old)))
    {
        return false;
    }
    if (UNLIKELY(_PyDict_SetItem_KnownHash((PyObject *)dict, name, value, _PyASCIIObject_CAST(name)->hash) < 0)) {
        PyErr_Clear();
        return false;
    }
    return true;
}

COCONUT_API bool
Coconut_PutAttr(PyObject *o, PyObject *name, PyObject *value, cache *c)
{
    if (PyType_Check(o)) {
        const int put = coconut_put_in_class((PyTypeObject *)o, name, value, true);
        if (put < 0) {
            PyErr_Clear();
        }
        return put > 0;
    }
    if (LIKELY(put_in_instance(o, name, value, c)) || put_in_dict(o, name, value)) {
        return true;
    }
    fill_store(c, o, name);
    return put_in_instance(o, name, value, c);
}

/* Whether a slot goes by more than one name, of which this is not the first. */
static bool
is_other_name(PyTypeObject *type, PyObject *name)
{
    PyObject *descr = _PyType_Lookup(type, name);
    return descr != NULL && Py_IS_TYPE(descr, &PyMemberDescr_Type) && PyDescr_NAME(descr) != name;
}

/* Where the instance has its own value of an attribute, NULL in its place when it has none yet; NULL when LOAD_ATTR or STORE_ATTR would do more than
   use what is there. No other name leads to the same place. */
COCONUT_API PyObject **
Coconut_LearnOwnPlace(PyObject *o, PyObject *name, cache *c)
{
    PyTypeObject *type = Py_TYPE(o);
    if (!coconut_looks_as_object(type) || is_other_name(type, name)) {
        return NULL;
    }
    fill_store(c, o, name);
    for (int i = 0; i < SOURCES; i++) {
        const entry *e = source(i, type, name, c, true);
        if (e == NULL) {
            continue;
        }
        if (e->kind == INSTANCE && values_of(o) != NULL) {
            return &values_of(o)->values[e->index];
        }
        if (e->kind == SLOT) {
            return (PyObject **)((char *)o + e->index);
        }
    }
    return NULL;
}
