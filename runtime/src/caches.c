/* Inline caches of attributes, methods and globals. A cache belongs to one place in a library, starts zeroed and fills itself; what it
   holds counts only while the type's version tag (or the dict's keys, or the dicts' version tags) says that nothing has changed, so
   a cache owns no reference. Mirrors what specialize.c and the specialised bytecodes of ceval.c rely on.

   A type's version tag changes whenever the type or one of its bases does, and no two types ever have the same: an equal tag means the
   same type with the same attributes. */
#include "coconut.h"
#include <internal/pycore_dict.h>
#include <structmember.h>

/* How a cached attribute is found; the comment says what `index` and `object` are. The target's prelude knows the numbers. */
enum kind {
    EMPTY,
    INSTANCE,       /* index in the shared keys of a type with managed dicts: of the instance's values, or a hint into its dict */
    SLOT,           /* offset of a __slots__ member */
    CLASS,          /* object on the type, found as it is; index: entries of the shared keys when the instance had none of the name,
                       -2 for a type without instance dicts, -1 for other types */
    METHOD,         /* the same, a function that makes a bound method */
    DESCRIPTOR,     /* object on the type: a data descriptor (property) */
    TYPE,           /* the owner is a type: object of its attributes, found as it is; index: the owner's version tag */
    TYPE_GET,       /* the same, through its tp_descr_get */
    HINT,           /* hint into the dict of a module */
    UNBOUND,        /* as METHOD, and LOAD_METHOD needs no bound method */
    DICT,           /* hint into the instance's dict */
    OWN,            /* as INSTANCE or DICT, object on the type: of a Python class, hidden by the instance's own while it is no data descriptor */
    TYPE_COUNTED,   /* as TYPE or TYPE_GET, by a way that counts a level of recursion (getattr.c) */
    ITS_CLASS,      /* object.__class__: the class */
};

typedef struct {
    uint32_t version;
    uint32_t kind;
    int64_t index;
    PyObject *object;   /* borrowed from the type */
} entry;

/* Layout known to the lowering: 8 words. */
typedef struct {
    entry entries[2];
    uint16_t misses;
    uint16_t fills;
    uint32_t recalls;
    uint64_t unused;        /* Coconut_LearnCallee's */
} cache;
static_assert(sizeof(cache) == 64, "a cache has 8 words");

/* After this many misses a place is taken to see too many types: it is filled again only now and then. */
#define MANY_MISSES 64

/* Is it worth looking for what a place has missed? */
static inline bool
may_fill(cache *c)
{
    const uint16_t n = c->misses++;
    return n <= MANY_MISSES || (n & 0xff) == 0;
}

/* Puts what was found in the place of the older entry. */
static inline void
put(cache *c, const entry *e)
{
    if (e->kind != EMPTY) {
        c->entries[c->fills++ & 1] = *e;
    }
}

/* --- The instance's own attributes */

static inline PyDictValues *
values_of(PyObject *o)
{
    return *_PyObject_ValuesPointer(o);
}

static inline PyDictKeysObject *
shared_keys(PyTypeObject *type)
{
    return ((PyHeapTypeObject *)type)->ht_cached_keys;
}

/* The value of an interned name in a dict with string keys, if the hint is right; NULL says nothing. Borrowed. */
static inline PyObject *
dict_hint(PyDictObject *dict, PyObject *name, int64_t index)
{
    PyDictKeysObject *keys = dict->ma_keys;
    if (keys->dk_kind == DICT_KEYS_GENERAL || index >= keys->dk_nentries) {
        return NULL;
    }
    PyDictUnicodeEntry *at = &DK_UNICODE_ENTRIES(keys)[index];
    if (at->me_key != name) {
        return NULL;
    }
    return dict->ma_values != NULL ? dict->ma_values->values[index] : at->me_value;
}

/* Where an interned name stands among string keys, or -1. */
static int64_t
find_name(PyDictKeysObject *keys, PyObject *name)
{
    if (keys->dk_kind == DICT_KEYS_GENERAL) {
        return -1;
    }
    PyDictUnicodeEntry *entries = DK_UNICODE_ENTRIES(keys);
    for (int64_t i = 0; i < keys->dk_nentries; i++) {
        if (entries[i].me_key == name) {
            return i;
        }
    }
    return -1;
}

/* The dict of an instance that has one already, else NULL. Borrowed. */
static inline PyDictObject *
dict_of(PyObject *o, PyTypeObject *type)
{
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        return (PyDictObject *)*_PyObject_ManagedDictPointer(o);
    }
    if (type->tp_dictoffset > 0) {
        return *(PyDictObject **)((char *)o + type->tp_dictoffset);
    }
    return NULL;
}

/* Whether the instance surely has no attribute of this name of its own. */
static inline bool
not_shadowed(PyObject *o, PyTypeObject *type, PyObject *name, int64_t entries)
{
    if (type->tp_dictoffset == 0) {
        return true;
    }
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        if (values_of(o) != NULL) {
            return shared_keys(type)->dk_nentries == entries;
        }
    }
    else if (type->tp_dictoffset < 0) {
        return false;
    }
    PyDictObject *dict = dict_of(o, type);
    if (dict == NULL || dict->ma_used == 0) {
        return true;
    }
    if (!PyDict_CheckExact(dict) || dict->ma_keys->dk_kind == DICT_KEYS_GENERAL) {
        return false;
    }
    /* Interned names in a dict of strings: no comparison runs Python code. */
    return !PyDict_Contains((PyObject *)dict, name);
}

/* The instance's own attribute at a cached index. Borrowed, NULL says nothing. */
static inline PyObject *
own_attribute(PyObject *o, PyTypeObject *type, PyObject *name, int64_t index)
{
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        PyDictValues *values = values_of(o);
        if (values != NULL) {
            PyDictKeysObject *keys = shared_keys(type);
            if (index < keys->dk_nentries && DK_UNICODE_ENTRIES(keys)[index].me_key == name) {
                return values->values[index];
            }
            return NULL;
        }
    }
    PyDictObject *dict = dict_of(o, type);
    return dict == NULL ? NULL : dict_hint(dict, name, index);
}

/* --- Filling */

static inline bool
is_data_descriptor(PyObject *descr)
{
    return Py_TYPE(descr)->tp_descr_set != NULL;
}

/* Whether the class of an object on a type may become that of a descriptor, or another: the type's version tag says nothing of that. */
static inline bool
may_change(PyObject *descr)
{
    return !(Py_TYPE(descr)->tp_flags & Py_TPFLAGS_IMMUTABLETYPE);
}

/* Whether the slot that a member descriptor names is one of the type's; a class may hold the descriptor of another one's. */
static inline bool
has_slot(PyTypeObject *type, PyObject *descr)
{
    return PyType_IsSubtype(type, PyDescr_TYPE(descr));
}

/* Where a name stands in what the instance has; -1: nowhere that a cache can use. */
static int64_t
own_index(PyObject *o, PyTypeObject *type, PyObject *name)
{
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT && values_of(o) != NULL) {
        return find_name(shared_keys(type), name);
    }
    PyDictObject *dict = dict_of(o, type);
    if (dict == NULL || !PyDict_CheckExact(dict)) {
        return -1;
    }
    return find_name(dict->ma_keys, name);
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
    return keys == NULL || find_name(keys, name) >= 0 ? -1 : keys->dk_nentries;
}

static void
set_entry(entry *e, PyTypeObject *type, enum kind kind, int64_t index, PyObject *object)
{
    if (type->tp_version_tag == 0 || !(type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG)) {
        return;
    }
    *e = (entry){type->tp_version_tag, kind, index, object};
}

/* --- What caches have found of instances' attributes, for places that see more types than a cache has entries: by family, name, and whether it is for
   storing. A name is known by its address and its hash, not by a reference: another string that comes to lie there has another hash. */

static struct known {
    PyObject *name;
    Py_hash_t hash;
    uint32_t family;        /* 0: none */
    bool stores;
    entry entry;
} known[2048];

static inline struct known *
known_of(uint32_t family, PyObject *name, bool stores)
{
    return &known[(family * 37 + ((uintptr_t)name >> 4) + stores) & (Py_ARRAY_LENGTH(known) - 1)];
}

/* Names are interned, so their hash is known. */
static inline Py_hash_t
hash_of(PyObject *name)
{
    return _PyASCIIObject_CAST(name)->hash;
}

/* An attribute that classes of the family have is not what it was. */
void
coconut_forget_attribute(uint32_t family, PyObject *name)
{
    for (int stores = 0; stores < 2; stores++) {
        struct known *k = known_of(family, name, stores);
        if (k->family == family) {
            k->family = 0;
        }
    }
}

/* How many entries a place takes over from what is known in a row; later only one in 64, so that the ones it sees most get in. */
#define FIRST_RECALLS 2

/* What is known of an attribute of an object's class, for a place whose cache has nothing of that class; NULL: nothing. */
static inline const entry *
known_entry(PyTypeObject *type, PyObject *name, cache *c, bool stores)
{
    const uint32_t version = type->tp_version_tag, family = coconut_family(type);
    struct known *k = known_of(family, name, stores);
    if (k->family != family || family == 0 || k->name != name || k->hash != hash_of(name) || k->stores != stores) {
        return NULL;
    }
    k->entry.version = version;
    const uint32_t n = c->recalls++;
    if ((n < FIRST_RECALLS || (n & 63) == 0) && c->entries[0].version != version && c->entries[1].version != version) {
        c->entries[n & 1 ? 1 : n >> 6 & 1] = k->entry;
    }
    return &k->entry;
}

COCONUT_API const entry *
Coconut_KnownEntry(PyObject *o, PyObject *name, cache *c, bool stores)
{
    return known_entry(Py_TYPE(o), name, c, stores);
}

/* Where a place may find a class's attribute, one after the other: NULL where there is nothing. */
#define SOURCES 3
static inline const entry *
source(int i, PyTypeObject *type, PyObject *name, cache *c, bool stores)
{
    const entry *e = i < 2 ? &c->entries[i] : known_entry(type, name, c, stores);
    return e != NULL && e->version == type->tp_version_tag && e->kind != EMPTY ? e : NULL;
}

static void
remember(const entry *e, PyTypeObject *type, PyObject *name, bool stores)
{
    if (e->kind == EMPTY) {
        return;
    }
    const uint32_t family = coconut_family(type);
    struct known *k = known_of(family, name, stores);
    k->entry = *e;
    k->family = family;
    k->stores = stores;
    k->name = name;
    k->hash = hash_of(name);
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
        set_entry(e, type, hides ? OWN : values ? INSTANCE : DICT, index, hides ? descr : NULL);
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
    int64_t index = dict == NULL ? -1 : find_name(dict->ma_keys, name);
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
        remember(&found, Py_TYPE(o), name, false);
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

static inline PyObject *
setter_of(PyObject *property)
{
    return ((PyObject **)(property + 1))[1];
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
        const int64_t index = find_name(shared_keys(type), name);
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
    return getattr != NULL ? coconut_ask_getattr(tstate, getattr, o, name) : coconut_binary(PyObject_GetAttr, o, name);
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

/* --- Storing */

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
        int64_t index = find_name(shared_keys(type), name);
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
    remember(&found, Py_TYPE(o), name, true);
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
    coconut_hold(value, o);
    const uint32_t family = coconut_family_kept(o, name, value);
    int r = PyObject_SetAttr(o, name, value);
    if (family != 0 && r == 0) {
        coconut_keep_family((PyTypeObject *)o, family, name);
    }
    else if (r == 0) {
        fill_store(c, o, name);
    }
    coconut_let_go(value, o);
    return r;
}

/* --- Globals */

/* For a global of the module: the hint; `value` is NULL. For a builtin: the version tags of both dicts, and the value. */
typedef struct {
    int64_t index;
    uint64_t globals_keys;  /* version of the keys of the globals, which stays when values change */
    uint64_t builtins_tag;
    PyObject *value;        /* borrowed from the builtins while the tags are the same */
    uint64_t unused[4];
} global_cache;
static_assert(sizeof(global_cache) == 64, "a cache has 8 words");

/* The version of a dict's set of keys: the number changes with the set, and no other set has it. 0: it has none. Mirrors
   _PyDictKeys_GetVersionForCurrentState (dictobject.c), whose numbers count up from 2; ours count down. */
static uint32_t
keys_version(PyDictObject *dict)
{
    static uint32_t next = UINT32_MAX;
    PyDictKeysObject *keys = dict->ma_keys;
    if (dict->ma_values != NULL || keys->dk_kind == DICT_KEYS_GENERAL) {
        return 0;
    }
    if (keys->dk_version == 0 && next > UINT32_MAX / 2) {
        keys->dk_version = next--;
    }
    return keys->dk_version;
}

/* Remembers where a global of the module is. */
static void
learn_global(PyDictObject *globals, PyObject *name, PyObject *value, global_cache *c)
{
    int64_t index = find_name(globals->ma_keys, name);
    c->index = index < 0 ? 0 : index;
    c->value = NULL;
    coconut_learn_math(value);
}

COCONUT_API PyObject *
Coconut_LoadGlobalCached(PyThreadState *tstate, _PyInterpreterFrame *frame, PyObject *name, global_cache *c)
{
    PyDictObject *globals = (PyDictObject *)frame->f_globals;
    PyDictObject *builtins = (PyDictObject *)frame->f_builtins;
    if (LIKELY(c->value != NULL)) {
        if (LIKELY(PyDict_CheckExact(globals) && globals->ma_keys->dk_version == c->globals_keys && PyDict_CheckExact(builtins) &&
                   builtins->ma_version_tag == c->builtins_tag)) {
            return Py_NewRef(c->value);
        }
    }
    if (LIKELY(PyDict_CheckExact(globals))) {
        PyObject *value = globals->ma_values == NULL ? dict_hint(globals, name, c->index) : NULL;
        if (LIKELY(value != NULL)) {
            return Py_NewRef(value);
        }
        value = PyDict_GetItemWithError((PyObject *)globals, name);
        if (value != NULL) {
            Py_INCREF(value);
            learn_global(globals, name, value, c);
            return value;
        }
        if (!coconut_pending(tstate) && PyDict_CheckExact(builtins)) {
            value = PyDict_GetItemWithError((PyObject *)builtins, name);
            if (value != NULL) {
                c->globals_keys = keys_version(globals);
                if (c->globals_keys != 0) {
                    c->builtins_tag = builtins->ma_version_tag;
                    c->value = value;
                }
                return Py_NewRef(value);
            }
        }
        if (coconut_pending(tstate)) {
            return NULL;
        }
    }
    extern PyObject *Coconut_LoadGlobal(PyThreadState *, _PyInterpreterFrame *, PyObject *);
    return Coconut_LoadGlobal(tstate, frame, name);
}

/* A global of the module, borrowed; NULL where it is none or finding it takes more than looking, never an exception. */
COCONUT_API PyObject *
Coconut_FindOwnGlobal(_PyInterpreterFrame *frame, PyObject *name, global_cache *c)
{
    PyDictObject *globals = (PyDictObject *)frame->f_globals;
    if (!PyDict_CheckExact(globals) || !PyUnicode_CHECK_INTERNED(name) || globals->ma_keys->dk_kind == DICT_KEYS_GENERAL) {
        return NULL;
    }
    PyObject *value = PyDict_GetItemWithError((PyObject *)globals, name);
    if (value != NULL) {
        learn_global(globals, name, value, c);
    }
    return value;
}

/* A builtin that the globals do not hide, borrowed; NULL where that takes more than looking, never an exception. */
COCONUT_API PyObject *
Coconut_FindBuiltin(_PyInterpreterFrame *frame, PyObject *name, global_cache *c)
{
    PyDictObject *globals = (PyDictObject *)frame->f_globals;
    PyDictObject *builtins = (PyDictObject *)frame->f_builtins;
    if (!PyDict_CheckExact(globals) || !PyDict_CheckExact(builtins) || !PyUnicode_CHECK_INTERNED(name)) {
        return NULL;
    }
    uint32_t keys = keys_version(globals);
    /* Strings are compared without running code, and interned ones are found or are not there. */
    if (keys == 0 || builtins->ma_values != NULL || builtins->ma_keys->dk_kind == DICT_KEYS_GENERAL ||
        PyDict_GetItemWithError((PyObject *)globals, name) != NULL) {
        return NULL;
    }
    PyObject *value = PyDict_GetItemWithError((PyObject *)builtins, name);
    if (value != NULL) {
        c->globals_keys = keys;
        c->builtins_tag = builtins->ma_version_tag;
        c->value = value;
    }
    return value;
}

/* --- For functions without frames: caches are filled, no Python code runs, no exception is set. What is found is borrowed from where it was
   found; NULL: the interpreter has to look. */

/* A place where nothing runs for certain: what entries of these kinds find is there already. */
static inline bool
is_quiet(const entry *e)
{
    return e->kind == INSTANCE || e->kind == SLOT || e->kind == CLASS || e->kind == TYPE || e->kind == HINT || e->kind == DICT ||
           e->kind == ITS_CLASS;
}

COCONUT_API PyObject *
Coconut_LearnAttr(PyObject *o, PyObject *name, cache *c)
{
    PyTypeObject *type = Py_TYPE(o);
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

COCONUT_API void
Coconut_LearnPlace(PyObject *o, PyObject *name, cache *c)
{
    fill_store(c, o, name);
}

/* Where an instance has an attribute that it lacks. False: it does not. */
static inline bool
add_attr(PyObject *o, PyObject *name, PyObject *value, cache *c)
{
    PyTypeObject *type = Py_TYPE(o);
    for (int i = 0; i < SOURCES; i++) {
        const entry *e = source(i, type, name, c, true);
        if (e == NULL) {
            continue;
        }
        PyDictValues *values = e->kind == INSTANCE ? values_of(o) : NULL;
        PyObject **place = e->kind == SLOT ? (PyObject **)((char *)o + e->index) : values != NULL ? &values->values[e->index] : NULL;
        if (place == NULL || *place != NULL) {
            return false;
        }
        *place = Py_NewRef(value);
        if (values != NULL) {
            _PyDictValues_AddToInsertionOrder(values, e->index);
        }
        return true;
    }
    return false;
}

COCONUT_API bool
Coconut_AddAttr(PyObject *o, PyObject *name, PyObject *value, cache *c)
{
    if (LIKELY(add_attr(o, name, value, c))) {
        return true;
    }
    fill_store(c, o, name);
    return add_attr(o, name, value, c);
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

/* Dicts in which globals or builtins of functions without frames were looked up, by their addresses. They are not held: another dict at the place of
   one is taken for a namespace as well. */
static PyObject *namespaces[256];
static size_t count_namespaces;

/* Where a dict is among them, or would be. */
static inline PyObject **
namespace_at(PyObject *dict)
{
    size_t i = (uintptr_t)dict >> 4;
    while (namespaces[i % Py_ARRAY_LENGTH(namespaces)] != NULL && namespaces[i % Py_ARRAY_LENGTH(namespaces)] != dict) {
        i++;
    }
    return &namespaces[i % Py_ARRAY_LENGTH(namespaces)];
}

static void
note_namespace(PyObject *dict)
{
    PyObject **place = namespace_at(dict);
    if (*place == NULL && count_namespaces < Py_ARRAY_LENGTH(namespaces) - 1) {
        *place = dict;
        count_namespaces++;
    }
}

/* May a function without a frame have globals or builtins in this dict? When there are too many of them, in any. */
bool
coconut_is_namespace(PyObject *dict)
{
    return count_namespaces == Py_ARRAY_LENGTH(namespaces) - 1 || *namespace_at(dict) == dict;
}

COCONUT_API PyObject *
Coconut_LearnGlobal(PyFunctionObject *func, PyObject *name, global_cache *c)
{
    PyDictObject *globals = (PyDictObject *)func->func_globals;
    PyDictObject *builtins = (PyDictObject *)func->func_builtins;
    if (!PyDict_CheckExact(globals) || !PyDict_CheckExact(builtins) || globals->ma_values != NULL ||
        globals->ma_keys->dk_kind == DICT_KEYS_GENERAL || builtins->ma_keys->dk_kind == DICT_KEYS_GENERAL ||
        !PyUnicode_CHECK_INTERNED(name))
    {
        return NULL;
    }
    note_namespace((PyObject *)globals);
    note_namespace((PyObject *)builtins);
    int64_t index = find_name(globals->ma_keys, name);
    if (index >= 0) {
        c->index = index;
        c->value = NULL;
        return DK_UNICODE_ENTRIES(globals->ma_keys)[index].me_value;
    }
    if (PyDict_Contains((PyObject *)globals, name)) {
        return NULL;
    }
    PyObject *value = PyDict_GetItemWithError((PyObject *)builtins, name);
    if (value != NULL && keys_version(globals) != 0) {
        c->globals_keys = keys_version(globals);
        c->builtins_tag = builtins->ma_version_tag;
        c->value = value;
    }
    return value;
}
