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
    return coconut_is_inert(o) && Py_TYPE(o)->tp_descr_get == NULL;
}

static inline bool
begins_with_underscores(PyObject *name)
{
    return PyUnicode_GET_LENGTH(name) >= 2 && PyUnicode_READ_CHAR(name, 0) == '_' && PyUnicode_READ_CHAR(name, 1) == '_';
}

/* type_setattro (typeobject.c) of a number or string that the class itself has, by another one. 1: done, the class keeps its family; 0: this is
   not what it is, nothing has been done; -1: an exception. */
int
coconut_put_in_class(PyTypeObject *type, PyObject *name, PyObject *value)
{
    PyTypeObject *meta = Py_TYPE(type);
    if (meta->tp_setattro != PyType_Type.tp_setattro || !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) || (type->tp_flags & Py_TPFLAGS_IMMUTABLETYPE) ||
        !is_plain(value) || !PyUnicode_CHECK_INTERNED(name) || begins_with_underscores(name) || _PyType_Lookup(meta, name) != NULL)
    {
        return 0;
    }
    const Py_hash_t hash = ((PyASCIIObject *)name)->hash;
    const bool has_names = ((PyDictObject *)type->tp_dict)->ma_keys->dk_kind != DICT_KEYS_GENERAL;
    PyObject *old = has_names ? _PyDict_GetItem_KnownHash(type->tp_dict, name, hash) : NULL;
    const uint32_t family = old != NULL && is_plain(old) ? coconut_family(type) : 0;
    if (family == 0) {
        return 0;
    }
    if (_PyDict_SetItem_KnownHash(type->tp_dict, name, value, hash) < 0) {
        return -1;
    }
    PyType_Modified(type);
    coconut_forget_attribute(family, name);
    (void)_PyType_Lookup(type, name);   /* gives the class a tag */
    if (type->tp_version_tag != 0) {
        *coconut_family_at(type) = (struct coconut_family){type, type->tp_version_tag, family};
    }
    return 1;
}
