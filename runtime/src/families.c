/* Families: what stays known of a class while values of its attributes are replaced.

   A class's version tag changes whenever one of its attributes is set, be it a counter of its instances, and with the tag all that was known by it. When a
   number or string that a class has is replaced by another one, nothing else about the class changes: the class keeps its family, by which
   tables know it, and gets a new tag at once. Whatever else changes a class gives it another family. */
#include "coconut.h"

struct coconut_family coconut_families[COCONUT_FAMILIES];

uint32_t
coconut_new_family(PyTypeObject *type)
{
    const uint32_t version = type->tp_version_tag;
    if (version != 0) {
        *coconut_family_at(type) = (struct coconut_family){type, version, version};
    }
    return version;
}

/* Is it found as it is, and does its end run nothing? */
static inline bool
is_plain(PyObject *o)
{
    return PyLong_CheckExact(o) || PyFloat_CheckExact(o) || PyUnicode_CheckExact(o) || PyBool_Check(o) || o == Py_None;
}

static inline bool
begins_with_underscores(PyObject *name)
{
    return PyUnicode_GET_LENGTH(name) >= 2 && PyUnicode_READ_CHAR(name, 0) == '_' && PyUnicode_READ_CHAR(name, 1) == '_';
}

/* The family that a class keeps when its attribute is set to a value with type_setattro (typeobject.c); 0: it does not. */
uint32_t
coconut_family_kept(PyObject *o, PyObject *name, PyObject *value)
{
    PyTypeObject *type = (PyTypeObject *)o, *meta = Py_TYPE(o);
    if (!PyType_Check(o) || meta->tp_setattro != PyType_Type.tp_setattro || !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) || !is_plain(value) ||
        !PyUnicode_CHECK_INTERNED(name) || begins_with_underscores(name) ||
        ((PyDictObject *)type->tp_dict)->ma_keys->dk_kind == DICT_KEYS_GENERAL || _PyType_Lookup(meta, name) != NULL)
    {
        return 0;
    }
    PyObject *old = _PyDict_GetItem_KnownHash(type->tp_dict, name, ((PyASCIIObject *)name)->hash);
    return old != NULL && is_plain(old) ? coconut_family(type) : 0;
}

/* The attribute has been set. */
void
coconut_keep_family(PyTypeObject *type, uint32_t family, PyObject *name)
{
    coconut_forget_attribute(family, name);
    (void)_PyType_Lookup(type, name);   /* gives the class a tag */
    if (type->tp_version_tag != 0) {
        *coconut_family_at(type) = (struct coconut_family){type, type->tp_version_tag, family};
    }
}
