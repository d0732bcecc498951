/* What inline caches share: names among keys, and what any place has found of a class's attribute. */
#include "caches.h"

struct coconut_known coconut_known[COCONUT_KNOWN_SETS][COCONUT_WAYS];

/* Where an interned name stands among string keys, or -1. */
int64_t
coconut_find_name(PyDictKeysObject *keys, PyObject *name)
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

/* An attribute that classes of the family have is not what it was. */
void
coconut_forget_attribute(uint32_t family, PyObject *name)
{
    for (int stores = 0; stores < 2; stores++) {
        struct coconut_known *k = known_of(family, name, stores);
        if (k != NULL) {
            k->family = 0;
        }
    }
}

COCONUT_API const entry *
Coconut_KnownEntry(PyObject *o, PyObject *name, cache *c, bool stores)
{
    return known_entry(Py_TYPE(o), name, c, stores);
}

/* One that is empty, else they take turns. */
static struct coconut_known *
place_for(struct coconut_known *set)
{
    static uint32_t turn;
    for (int i = 0; i < COCONUT_WAYS; i++) {
        if (set[i].family == 0) {
            return &set[i];
        }
    }
    return &set[turn++ % COCONUT_WAYS];
}

void
coconut_remember_entry(const entry *e, PyTypeObject *type, PyObject *name, bool stores)
{
    if (e->kind == EMPTY) {
        return;
    }
    const uint32_t family = coconut_family(type);
    struct coconut_known *k = known_of(family, name, stores);
    if (k == NULL) {
        k = place_for(known_set(family, name, stores));
    }
    k->entry = *e;
    k->family = family;
    k->stores = stores;
    k->name = name;
    k->hash = hash_of(name);
}
