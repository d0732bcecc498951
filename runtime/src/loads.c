/* Attributes and methods that are loaded, by inline caches. */
#include "caches.h"
#include <structmember.h>

/* --- Filling */

/* Where a name stands in what the instance has; -1: nowhere that a cache can use. */
static int64_t
own_index(PyObject *o, PyTypeObject *type, PyObject *name)
{
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT && values_of(o) != NULL) {
        return coconut_find_name(shared_keys(type), name);
    }
    PyDictObject *dict = dict_of(o, type);
    if (dict == NULL || !PyDict_CheckExact(dict)) {
        return -1;
    }
    return coconut_find_name(dict->ma_keys, name);
}

/* How many names the instances' shared keys have when this one is not among them, else -1: an instance that has a dict may lack
   what others have. */
static int64_t
entries_without(PyTypeObject *type, PyObject *name)
{
    if (type->tp_dictoffset == 0) {
        return -2;
    }
    PyDictKeysObject *keys = type->tp_flags & Py_TPFLAGS_MANAGED_DICT ? shared_keys(type) : NULL;
    return keys == NULL || coconut_find_name(keys, name) >= 0 ? -1 : keys->dk_nentries;
}

/* Whether an instance surely has no attribute of this name of its own. */
bool
coconut_lacks_own(PyObject *o, PyObject *name)
{
    return not_shadowed(o, Py_TYPE(o), name, entries_without(Py_TYPE(o), name));
}

/* _tuplegetterobject of _collectionsmodule.c */
typedef struct {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *doc;
} item_getter;

/* Is it _collections._tuplegetter, which is static? */
static bool
is_item_getter(PyTypeObject *type)
{
    return !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) && type->tp_basicsize == sizeof(item_getter) && type->tp_descr_set != NULL &&
           strcmp(type->tp_name, "_collections._tuplegetter") == 0;
}

/* An attribute of an object that is no type and no module. */
static void
find_in_instance(entry *e, PyObject *o, PyObject *name)
{
    PyTypeObject *type = Py_TYPE(o);
    if (!coconut_looks_as_object(type)) {
        return;
    }
    const bool hooked = type->tp_getattro != PyObject_GenericGetAttr;   /* whose __getattr__ has a say in what descriptors raise */
    PyObject *descr = _PyType_Lookup(type, name);
    if (descr != NULL && Py_IS_TYPE(descr, &PyMemberDescr_Type)) {
        PyMemberDef *member = ((PyMemberDescrObject *)descr)->d_member;
        if (member->type == T_OBJECT_EX && !(member->flags & READ_RESTRICTED) && has_slot(type, descr)) {
            set_entry(e, type, SLOT, member->offset, NULL);
        }
        return;
    }
    if (coconut_is_plain_class(descr)) {
        set_entry(e, type, ITS_CLASS, 0, NULL);
        return;
    }
    if (descr != NULL && type->tp_flags & Py_TPFLAGS_TUPLE_SUBCLASS && is_item_getter(Py_TYPE(descr))) {
        set_entry(e, type, ITEM, ((const item_getter *)descr)->index, NULL);
        return;
    }
    if (descr != NULL && is_data_descriptor(descr)) {
        if (Py_TYPE(descr)->tp_descr_get != NULL && !hooked) {
            set_entry(e, type, DESCRIPTOR, 0, descr);
        }
        return;
    }
    int64_t index = own_index(o, type, name);
    if (index >= 0) {
        const bool values = type->tp_flags & Py_TPFLAGS_MANAGED_DICT && values_of(o) != NULL;
        const bool hides = descr != NULL && may_change(descr);
        if (values && descr != NULL && !hides && Py_TYPE(descr)->tp_descr_get == NULL) {
            set_entry(e, type, DEFAULT, index, descr);
        }
        else {
            set_entry(e, type, hides ? OWN : values ? INSTANCE : DICT, index, hides ? descr : NULL);
        }
    }
    else if (descr != NULL) {
        int64_t entries = entries_without(type, name);
        if (not_shadowed(o, type, name, entries)) {
            PyTypeObject *of = Py_TYPE(descr);
            bool is_method = of->tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR && !may_change(descr);
            const enum kind kind = of->tp_descr_get == NULL ? CLASS : is_method ? UNBOUND : METHOD;
            if (kind != METHOD || !hooked) {
                set_entry(e, type, kind, entries, descr);
            }
        }
    }
}

/* Whether what a type has gives itself, or is bound without any code being run. */
static inline bool
gets_quietly(PyObject *value)
{
    return Py_TYPE(value)->tp_descr_get == NULL || Py_IS_TYPE(value, &PyFunction_Type) || Py_IS_TYPE(value, &PyMethodDescr_Type) ||
           Py_IS_TYPE(value, &PyStaticMethod_Type);
}

static void
find_in_type(entry *e, PyTypeObject *owner, PyObject *name)
{
    PyTypeObject *meta = Py_TYPE(owner);
    bool counted;
    if (!coconut_looks_as_type(meta, &counted)) {
        return;
    }
    PyObject *descr = _PyType_Lookup(meta, name);
    if (descr != NULL && (is_data_descriptor(descr) || may_change(descr))) {
        return;
    }
    PyObject *value = _PyType_Lookup(owner, name);
    if (value == NULL || owner->tp_version_tag == 0 || !(owner->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG)) {
        return;
    }
    if (!counted) {
        set_entry(e, meta, Py_TYPE(value)->tp_descr_get == NULL ? TYPE : TYPE_GET, owner->tp_version_tag, value);
    }
    else if (gets_quietly(value)) {
        set_entry(e, meta, TYPE_COUNTED, owner->tp_version_tag, value);
    }
}

static void
find_in_module(entry *e, PyObject *o, PyObject *name)
{
    if (Py_TYPE(o)->tp_getattro != PyModule_Type.tp_getattro || _PyType_Lookup(Py_TYPE(o), name) != NULL) {
        return;
    }
    PyDictObject *dict = dict_of(o, Py_TYPE(o));
    int64_t index = dict == NULL ? -1 : coconut_find_name(dict->ma_keys, name);
    if (index >= 0) {
        set_entry(e, Py_TYPE(o), HINT, index, NULL);
    }
}

static void
fill(cache *c, PyObject *o, PyObject *name)
{
    if (!PyUnicode_CHECK_INTERNED(name) || !may_fill(c)) {
        return;
    }
    entry found = {0};
    if (PyType_Check(o)) {
        find_in_type(&found, (PyTypeObject *)o, name);
    }
    else if (PyModule_Check(o)) {
        find_in_module(&found, o, name);
    }
    else {
        find_in_instance(&found, o, name);
        coconut_remember_entry(&found, Py_TYPE(o), name, false);
    }
    put(c, &found);
}

/* --- Loading */

/* Whether the object of an entry still is what its kind says: its class may have become a descriptor's, or stopped being one. */
static inline bool
is_still(enum kind kind, PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    switch (kind) {
    case CLASS:
    case DEFAULT:
        return type->tp_descr_get == NULL && type->tp_descr_set == NULL;
    case TYPE:
        return type->tp_descr_get == NULL;
    case METHOD:
        return type->tp_descr_get != NULL && type->tp_descr_set == NULL;
    case DESCRIPTOR:
        return type->tp_descr_get != NULL && type->tp_descr_set != NULL;
    case TYPE_GET:
        return type->tp_descr_get != NULL;
    case TYPE_COUNTED:
        return gets_quietly(object);
    case OWN:
        return type->tp_descr_set == NULL;
    default:
        return true;
    }
}

/* propertyobject (descrobject.c) begins with its getter and its setter. */
static inline PyObject *
getter_of(PyObject *property)
{
    return ((PyObject **)(property + 1))[0];
}

/* property_descr_get with a Python function. */
static __attribute__((noinline)) PyObject *
call_getter(PyThreadState *tstate, PyObject *getter, PyObject *o)
{
    return coconut_call_function(tstate, getter, &o, 1);
}

/* slot_tp_descr_get (typeobject.c) of a Python function, called by _PyObject_GenericGetAttrWithDict: the value stack and that hold the owner and the name. */
static __attribute__((noinline)) PyObject *
call_get(PyThreadState *tstate, PyObject *func, PyObject *descr, PyObject *o, PyObject *name)
{
    PyTypeObject *type = Py_TYPE(o);
    coconut_hold(o, name);
    PyObject *result = coconut_call_function(tstate, func, (PyObject *[]){descr, o, (PyObject *)type}, 3);
    coconut_let_go(o, name);
    return result;
}

/* What a descriptor on the owner's type gives. */
static inline PyObject *
get_by(PyThreadState *tstate, PyObject *descr, PyObject *o, PyObject *name)
{
    PyObject *getter = Py_IS_TYPE(descr, &PyProperty_Type) ? getter_of(descr) : NULL;
    if (getter != NULL && Py_IS_TYPE(getter, &PyFunction_Type)) {
        return call_getter(tstate, getter, o);
    }
    PyObject *func = coconut_special(Py_TYPE(descr), coconut_str.__get__);
    return func != NULL ? call_get(tstate, func, descr, o, name) : Py_TYPE(descr)->tp_descr_get(descr, o, (PyObject *)Py_TYPE(o));
}

/* What an entry for the owner's type finds: a new reference; NULL with an exception, or without one where it says nothing. */
static inline PyObject *
load_entry(PyThreadState *tstate, const entry *e, PyObject *o, PyTypeObject *type, PyObject *name)
{
    PyObject *value;
    /* The object belongs to the class the entry is about, which may be gone: only the owner with that version tag has it. */
    if ((e->kind == TYPE || e->kind == TYPE_GET || e->kind == TYPE_COUNTED) && ((PyTypeObject *)o)->tp_version_tag != e->index) {
        return NULL;
    }
    if (e->object != NULL && UNLIKELY(!is_still(e->kind, e->object))) {
        return NULL;
    }
    switch (e->kind) {
    case INSTANCE:
    case DICT:
    case OWN:
        value = own_attribute(o, type, name, e->index);
        return Py_XNewRef(value);
    case DEFAULT:
        if (values_of(o) == NULL) {
            return NULL;
        }
        value = values_of(o)->values[e->index];
        return Py_NewRef(value != NULL ? value : e->object);
    case SLOT:
        value = *(PyObject **)((char *)o + e->index);
        return Py_XNewRef(value);
    case CLASS:
        return not_shadowed(o, type, name, e->index) ? Py_NewRef(e->object) : NULL;
    case METHOD:
    case UNBOUND:
    case DESCRIPTOR:
        if (e->kind == DESCRIPTOR || not_shadowed(o, type, name, e->index)) {
            PyObject *descr = Py_NewRef(e->object);
            value = get_by(tstate, descr, o, name);
            Py_DECREF(descr);
            return value;
        }
        return NULL;
    case TYPE:
        return Py_NewRef(e->object);
    case TYPE_COUNTED:
        if (tstate->recursion_remaining <= 0) {
            return NULL;
        }
        if (Py_TYPE(e->object)->tp_descr_get == NULL) {
            return Py_NewRef(e->object);
        }
        /* fall through */
    case TYPE_GET: {
        PyObject *descr = Py_NewRef(e->object);
        value = Py_TYPE(descr)->tp_descr_get(descr, NULL, o);
        Py_DECREF(descr);
        return value;
    }
    case ITS_CLASS:
        return Py_NewRef(type);
    case ITEM:
        return (size_t)e->index < (size_t)Py_SIZE(o) ? Py_NewRef(PyTuple_GET_ITEM(o, e->index)) : NULL;
    case HINT:
        value = dict_hint(dict_of(o, type), name, e->index);
        return Py_XNewRef(value);
    default:
        return NULL;
    }
}

/* The function that is asked for an attribute, because the object surely has none of the name, neither its own nor its type's. Borrowed, or NULL. */
static inline PyObject *
getattr_for(PyObject *o, PyTypeObject *type, PyObject *name)
{
    if (LIKELY(type->tp_getattro == PyObject_GenericGetAttr)) {
        return NULL;
    }
    PyObject *func = coconut_getattr_of(type);
    if (func == NULL || !PyUnicode_CHECK_INTERNED(name) || _PyType_Lookup(type, name) != NULL) {
        return NULL;
    }
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT && values_of(o) != NULL) {
        const int64_t index = coconut_find_name(shared_keys(type), name);
        return index < 0 || values_of(o)->values[index] == NULL ? func : NULL;
    }
    return not_shadowed(o, type, name, -1) ? func : NULL;
}

/* o.name. */
COCONUT_API PyObject *
Coconut_LoadAttr(PyThreadState *tstate, PyObject *o, PyObject *name, cache *c)
{
    PyTypeObject *type = Py_TYPE(o);
    for (int i = 0; i < SOURCES; i++) {
        const entry *e = source(i, type, name, c, false);
        if (e != NULL) {
            PyObject *value = load_entry(tstate, e, o, type, name);
            if (LIKELY(value != NULL)) {
                return value;
            }
            if (coconut_pending(tstate)) {
                coconut_tell_attribute_error(o, name);
                return NULL;    /* no __getattr__ has a say: types that have one have no entries that raise */
            }
        }
    }
    fill(c, o, name);
    PyObject *getattr = getattr_for(o, type, name);
    return getattr != NULL ? coconut_ask_getattr(tstate, getattr, o, name) : coconut_binary(PyObject_GetAttr, o, name, COCONUT_LENT | COCONUT_LENT_SECOND);
}

/* superobject (typeobject.c) */
typedef struct {
    PyObject_HEAD
    PyTypeObject *type;
    PyObject *obj;
    PyTypeObject *obj_type;
} super_object;

/* super_getattro of an instance's method that is a Python function or a slot of C like BaseException.__init__: what it is unbound, borrowed,
   which needs no bound method then; NULL says nothing. Interned names in dicts of strings: no comparison runs Python code. */
static PyObject *
method_of_super(super_object *super, PyObject *name)
{
    PyTypeObject *start = super->obj_type;
    if (start == NULL || super->obj == (PyObject *)start || start->tp_mro == NULL || !PyUnicode_CHECK_INTERNED(name) ||
        name == coconut_str.__class__)
    {
        return NULL;
    }
    PyObject *mro = start->tp_mro;
    const Py_ssize_t n = PyTuple_GET_SIZE(mro);
    Py_ssize_t i = 0;
    while (i < n && PyTuple_GET_ITEM(mro, i) != (PyObject *)super->type) {
        i++;
    }
    for (i++; i < n; i++) {
        PyDictObject *dict = (PyDictObject *)((PyTypeObject *)PyTuple_GET_ITEM(mro, i))->tp_dict;
        if (dict->ma_keys->dk_kind == DICT_KEYS_GENERAL) {
            return NULL;
        }
        PyObject *found = _PyDict_GetItem_KnownHash((PyObject *)dict, name, ((PyASCIIObject *)name)->hash);
        if (found != NULL) {
            return Py_IS_TYPE(found, &PyFunction_Type) || Py_IS_TYPE(found, &PyWrapperDescr_Type) ? found : NULL;
        }
    }
    return NULL;
}

/* LOAD_METHOD. Takes the owner. */
COCONUT_API int
Coconut_LoadMethodCached(PyThreadState *tstate, PyObject *o, PyObject *name, PyObject **out, cache *c)
{
    PyTypeObject *type = Py_TYPE(o);
    for (int i = 0; i < SOURCES; i++) {
        const entry *e = source(i, type, name, c, false);
        if (e == NULL) {
            continue;
        }
        if (e->kind == UNBOUND) {
            if (LIKELY(not_shadowed(o, type, name, e->index))) {
                out[0] = Py_NewRef(e->object);
                out[1] = o;
                return 0;
            }
            continue;
        }
        PyObject *value = load_entry(tstate, e, o, type, name);
        if (value != NULL) {
            out[0] = NULL;
            out[1] = value;
            Py_DECREF(o);
            return 0;
        }
        if (coconut_pending(tstate)) {
            if (type->tp_getattro != PyObject_GenericGetAttr) {
                coconut_tell_attribute_error(o, name);      /* _PyObject_GetMethod goes through PyObject_GetAttr only then */
            }
            Py_DECREF(o);
            return -1;
        }
    }
    if (type == &PySuper_Type) {
        PyObject *method = method_of_super((super_object *)o, name);
        if (method != NULL) {
            out[0] = Py_NewRef(method);
            out[1] = Py_NewRef(((super_object *)o)->obj);
            Py_DECREF(o);
            return 0;
        }
    }
    fill(c, o, name);
    PyObject *getattr = getattr_for(o, type, name);
    if (getattr != NULL) {
        out[0] = NULL;
        out[1] = coconut_ask_getattr(tstate, getattr, o, name);
        Py_DECREF(o);
        return out[1] == NULL ? -1 : 0;
    }
    extern int Coconut_LoadMethod(PyObject *, PyObject *, PyObject **);
    return Coconut_LoadMethod(o, name, out);
}

/* --- For functions without frames: caches are filled, no Python code runs, no exception is set. What is found is borrowed from where it was
   found; NULL: the interpreter has to look. */

/* A place where nothing runs for certain: what entries of these kinds find is there already. */
static inline bool
is_quiet(const entry *e)
{
    return e->kind == INSTANCE || e->kind == SLOT || e->kind == CLASS || e->kind == TYPE || e->kind == HINT || e->kind == DICT ||
           e->kind == ITS_CLASS || e->kind == ITEM || e->kind == DEFAULT;
}

/* A class that counts in its attributes is another one at each look: it is asked also where the place has seen too many. */
static PyObject *
learn_in_type(cache *c, PyTypeObject *owner, PyObject *name)
{
    entry found = {0};
    find_in_type(&found, owner, name);
    if (PyUnicode_CHECK_INTERNED(name) && may_fill(c)) {
        put(c, &found);
    }
    bool is_itself = found.kind == TYPE || (found.kind == TYPE_GET && Py_IS_TYPE(found.object, &PyFunction_Type));
    return is_itself ? found.object : NULL;
}

COCONUT_API PyObject *
Coconut_LearnAttr(PyObject *o, PyObject *name, cache *c)
{
    PyTypeObject *type = Py_TYPE(o);
    if (PyType_Check(o)) {
        return learn_in_type(c, (PyTypeObject *)o, name);
    }
    fill(c, o, name);
    for (int i = 0; i < SOURCES; i++) {
        const entry *e = source(i, type, name, c, false);
        if (e != NULL && is_quiet(e)) {
            PyObject *value = load_entry(_PyThreadState_GET(), e, o, type, name);
            Py_XDECREF(value);      /* somebody else holds it */
            return value;
        }
    }
    return NULL;
}

COCONUT_API PyObject *
Coconut_LearnMethod(PyObject *o, PyObject *name, cache *c)
{
    PyTypeObject *type = Py_TYPE(o);
    fill(c, o, name);
    for (int i = 0; i < SOURCES; i++) {
        const entry *e = source(i, type, name, c, false);
        if (e != NULL && e->kind == UNBOUND) {
            return not_shadowed(o, type, name, e->index) ? e->object : NULL;
        }
    }
    return NULL;
}

/* The same with a cache that is zeroed; *entries is what coconut_lacks wants to be told. */
PyObject *
coconut_learn_method(PyObject *o, PyObject *name, void *memory, int64_t *entries)
{
    cache *c = memory;
    PyObject *found = Coconut_LearnMethod(o, name, c);
    *entries = c->entries[0].index;
    return found;
}
