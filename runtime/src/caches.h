/* Inline caches of attributes, methods and globals. A cache belongs to one place in a library, starts zeroed and fills itself; what it
   holds counts only while the type's version tag (or the dict's keys, or the dicts' version tags) says that nothing has changed, so
   a cache owns no reference. Mirrors what specialize.c and the specialised bytecodes of ceval.c rely on.

   A type's version tag changes whenever the type or one of its bases does, and no two types ever have the same: an equal tag means the
   same type with the same attributes. */
#ifndef COCONUT_CACHES_H
#define COCONUT_CACHES_H

#include "coconut.h"
#include <internal/pycore_dict.h>

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
    ITEM,           /* index of the item of a tuple, by the descriptor that named tuples have for it */
    DEFAULT,        /* as INSTANCE, among the instance's values; where it has none there, object on the type, found as it is */
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

int64_t coconut_find_name(PyDictKeysObject *keys, PyObject *name);

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

/* --- What the type has */

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

static inline void
set_entry(entry *e, PyTypeObject *type, enum kind kind, int64_t index, PyObject *object)
{
    if (type->tp_version_tag == 0 || !(type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG)) {
        return;
    }
    *e = (entry){type->tp_version_tag, kind, index, object};
}

/* --- What caches have found of instances' attributes, for places that see more types than a cache has entries: by family, name, and whether it is for
   storing. A name is known by its address and its hash, not by a reference: another string that comes to lie there has another hash. */

#define COCONUT_WAYS 2          /* places where one may be: what is used side by side seldom meets in three */
#define COCONUT_KNOWN_SETS 1024
extern struct coconut_known {
    PyObject *name;
    Py_hash_t hash;
    uint32_t family;        /* 0: none */
    bool stores;
    entry entry;
} coconut_known[COCONUT_KNOWN_SETS][COCONUT_WAYS];

static inline struct coconut_known *
known_set(uint32_t family, PyObject *name, bool stores)
{
    const uint64_t which = (uint64_t)family << 1 | stores;
    const uint64_t mixed = ((uintptr_t)name >> 4) * UINT64_C(0x9E3779B97F4A7C15) + which * UINT64_C(0xC2B2AE3D27D4EB4F);
    return coconut_known[(mixed >> 32) & (COCONUT_KNOWN_SETS - 1)];
}

/* Names are interned, so their hash is known. */
static inline Py_hash_t
hash_of(PyObject *name)
{
    return _PyASCIIObject_CAST(name)->hash;
}

static inline bool
is_known(const struct coconut_known *k, uint32_t family, PyObject *name, bool stores)
{
    return k->family == family && k->name == name && k->stores == stores && k->hash == hash_of(name);
}

/* NULL: nothing is known. */
static inline struct coconut_known *
known_of(uint32_t family, PyObject *name, bool stores)
{
    struct coconut_known *set = known_set(family, name, stores);
    for (int i = 0; i < COCONUT_WAYS; i++) {
        if (is_known(&set[i], family, name, stores)) {
            return &set[i];
        }
    }
    return NULL;
}

/* How many entries a place takes over from what is known in a row; later only one in 64, so that the ones it sees most get in. */
#define FIRST_RECALLS 2

/* What is known of an attribute of an object's class, for a place whose cache has nothing of that class; NULL: nothing. */
static inline const entry *
known_entry(PyTypeObject *type, PyObject *name, cache *c, bool stores)
{
    const uint32_t version = type->tp_version_tag, family = coconut_family(type);
    struct coconut_known *k = known_of(family, name, stores);
    if (k == NULL || family == 0) {
        return NULL;
    }
    k->entry.version = version;
    const uint32_t n = c->recalls++;
    if ((n < FIRST_RECALLS || (n & 63) == 0) && c->entries[0].version != version && c->entries[1].version != version) {
        c->entries[n & 1 ? 1 : n >> 6 & 1] = k->entry;
    }
    return &k->entry;
}

/* Where a place may find a class's attribute, one after the other: NULL where there is nothing. */
#define SOURCES 3
static inline const entry *
source(int i, PyTypeObject *type, PyObject *name, cache *c, bool stores)
{
    const entry *e = i < 2 ? &c->entries[i] : known_entry(type, name, c, stores);
    return e != NULL && e->version == type->tp_version_tag && e->kind != EMPTY ? e : NULL;
}

void coconut_remember_entry(const entry *e, PyTypeObject *type, PyObject *name, bool stores);

#endif
