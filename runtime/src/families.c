/* Families: what stays known of a class while values of its attributes are replaced.

   A class's version tag changes whenever one of its attributes is set, be it a counter of its instances, and with the tag all that was known by it. When
   what a class has is replaced, and neither the old nor the new one is a function or another thing that binds, nothing else about the class changes, nor about the classes below it, whose tags change as
   well: they keep their families, by which tables know them, and get new tags at once. Whatever else changes a class gives it another family. */
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

/* Is it found as it is? What is known of a class by its family, and not forgotten here, are functions. */
static inline bool
is_plain(PyObject *o)
{
    return Py_TYPE(o)->tp_descr_get == NULL;
}

static inline bool
begins_with_underscores(PyObject *name)
{
    return PyUnicode_GET_LENGTH(name) >= 2 && PyUnicode_READ_CHAR(name, 0) == '_' && PyUnicode_READ_CHAR(name, 1) == '_';
}

/* The classes whose tags PyType_Modified takes (typeobject.c): one and those below it, as far as they have a tag. */
#define KEPT_CLASSES 32
struct kept {
    int n;
    struct {
        PyTypeObject *type;     /* borrowed: nothing runs until its family is noted */
        uint32_t family;
    } classes[KEPT_CLASSES];
};

/* What does not fit in loses its family. */
static void
keep_with_subclasses(struct kept *kept, PyTypeObject *type)
{
    const uint32_t family = kept->n < KEPT_CLASSES ? coconut_family(type) : 0;
    if (family == 0) {
        return;
    }
    kept->classes[kept->n].type = type;
    kept->classes[kept->n++].family = family;
    if (type->tp_subclasses == NULL) {
        return;
    }
    Py_ssize_t at = 0;
    PyObject *ref;
    while (PyDict_Next((PyObject *)type->tp_subclasses, &at, NULL, &ref)) {
        PyObject *subclass = PyWeakref_GET_OBJECT(ref);
        if (subclass != Py_None) {
            keep_with_subclasses(kept, (PyTypeObject *)subclass);
        }
    }
}

/* type_setattro (typeobject.c) of something plain that the class itself has, by another one. `quietly`: only if that runs no code. 1: done, the class keeps
   its family; 0: this is not what it is, nothing has been done; -1: an exception. */
int
coconut_put_in_class(PyTypeObject *type, PyObject *name, PyObject *value, bool quietly)
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
    if (old == NULL || !is_plain(old) || (quietly && !coconut_ends_quietly(old))) {
        return 0;
    }
    struct kept kept;
    kept.n = 0;
    keep_with_subclasses(&kept, type);
    if (kept.n == 0) {
        return 0;
    }
    Py_INCREF(old);     /* its end may run anything, and comes last */
    if (_PyDict_SetItem_KnownHash(type->tp_dict, name, value, hash) < 0) {
        Py_DECREF(old);
        return -1;
    }
    PyType_Modified(type);
    for (int i = 0; i < kept.n; i++) {
        PyTypeObject *class = kept.classes[i].type;
        coconut_forget_attribute(kept.classes[i].family, name);
        (void)_PyType_Lookup(class, name);   /* gives the class a tag */
        if (class->tp_version_tag != 0) {
            *coconut_family_at(class) = (struct coconut_family){class, class->tp_version_tag, kept.classes[i].family};
        }
    }
    Py_DECREF(old);
    return 1;
}
