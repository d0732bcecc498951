/* Deaths: could the end of an object be noticed? */
#include "coconut.h"
#include <internal/pycore_dict.h>
#include <structmember.h>

/* How deep coconut looks into an object, how many objects of a container it looks at, and how many of those that several references lead to: a few are
   found by looking through them, more by their addresses. */
#define DEATH_DEPTH 4
#define DEATH_ITEMS 1024
#define DEATH_FEW 8
#define DEATH_SHARED 256

/* An object that loses references when some end, and how many: one that loses all of its own ends as well. */
typedef struct {
    PyObject *object;
    Py_ssize_t lost;
} loss;

typedef struct {
    int left;                       /* how many more objects are looked at */
    int count;                      /* of the shared ones */
    loss few[DEATH_FEW];            /* the first ones */
    loss many[DEATH_SHARED];        /* the others; not set before there are some */
} losses;

static bool dies_quietly(PyObject *o, int depth, losses *all);

/* Where an object is counted; NULL: there is no room for more. */
static loss *
loss_of(PyObject *o, losses *all)
{
    const int few = Py_MIN(all->count, DEATH_FEW);
    for (int i = 0; i < few; i++) {
        if (all->few[i].object == o) {
            return &all->few[i];
        }
    }
    loss *found = &all->few[few];
    if (few == DEATH_FEW) {
        if (all->count == DEATH_FEW) {
            memset(all->many, 0, sizeof(all->many));
        }
        size_t i = ((uintptr_t)o >> 4) % DEATH_SHARED;
        while (all->many[i].object != o && all->many[i].object != NULL) {
            i = (i + 1) % DEATH_SHARED;
        }
        found = &all->many[i];
        if (found->object == o) {
            return found;
        }
        if (all->count == DEATH_FEW + DEATH_SHARED * 3 / 4) {
            return NULL;
        }
    }
    all->count++;
    *found = (loss){o, 0};
    return found;
}

/* An object that has several references loses one. One that has more than are looked at does not end. */
static bool
loses_quietly(PyObject *o, int depth, losses *all)
{
    if (Py_REFCNT(o) > DEATH_ITEMS) {
        return true;
    }
    loss *found = loss_of(o, all);
    return found != NULL && (++found->lost < Py_REFCNT(o) || dies_quietly(o, depth, all));
}

static inline bool
is_dropped_quietly(PyObject *o, int depth, losses *all)
{
    if (o == NULL || coconut_is_inert(o)) {
        return true;
    }
    if (--all->left < 0) {
        return false;
    }
    return Py_REFCNT(o) > 1 ? loses_quietly(o, depth, all) : dies_quietly(o, depth, all);
}

static bool
are_dropped_quietly(PyObject *const *items, Py_ssize_t count, int depth, losses *all)
{
    if (count > DEATH_ITEMS) {
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!is_dropped_quietly(items[i], depth, all)) {
            return false;
        }
    }
    return true;
}

/* The keys and values of a dict, which ends. */
static bool
entries_die_quietly(PyDictObject *dict, int depth, losses *all)
{
    PyDictKeysObject *keys = dict->ma_keys;
    const Py_ssize_t count = keys->dk_nentries;
    if (dict->ma_values != NULL) {
        return are_dropped_quietly(dict->ma_values->values, count, depth, all);
    }
    if (count > DEATH_ITEMS) {
        return false;
    }
    const bool is_general = keys->dk_kind == DICT_KEYS_GENERAL;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *key = is_general ? DK_ENTRIES(keys)[i].me_key : NULL;
        PyObject *value = is_general ? DK_ENTRIES(keys)[i].me_value : DK_UNICODE_ENTRIES(keys)[i].me_value;
        if (!is_dropped_quietly(key, depth, all) || !is_dropped_quietly(value, depth, all)) {
            return false;
        }
    }
    return true;
}

static bool
elements_die_quietly(PySetObject *set, int depth, losses *all)
{
    if (set->mask > DEATH_ITEMS || set->weakreflist != NULL) {
        return false;
    }
    Py_ssize_t left = set->used;
    for (const setentry *e = set->table; left > 0; e++) {
        if (e->key == NULL || e->key == _PySet_Dummy) {
            continue;
        }
        left--;
        if (!is_dropped_quietly(e->key, depth, all)) {
            return false;
        }
    }
    return true;
}

static inline bool
is_container(PyTypeObject *type)
{
    return type == &PyTuple_Type || type == &PyList_Type || type == &PyDict_Type || type == &PySet_Type;
}

/* What a built-in container holds, or an instance of a class that derives from `type`, which is one. */
static bool
contents_die_quietly(PyObject *o, PyTypeObject *type, int depth, losses *all)
{
    if (type == &PyDict_Type) {
        return entries_die_quietly((PyDictObject *)o, depth, all);
    }
    if (type == &PySet_Type) {
        return elements_die_quietly((PySetObject *)o, depth, all);
    }
    PyObject **items = type == &PyTuple_Type ? ((PyTupleObject *)o)->ob_item : ((PyListObject *)o)->ob_item;
    return are_dropped_quietly(items, Py_SIZE(o), depth, all);
}

/* An instance of a Python class that derives from object or a built-in container alone, whose end calls nothing: subtype_dealloc (typeobject.c). */
static bool
instance_dies_quietly(PyObject *o, PyTypeObject *type, int depth, losses *all)
{
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE) || Py_REFCNT(type) < 3 || type->tp_finalize != NULL || type->tp_del != NULL || !Py_IS_TYPE(type, &PyType_Type)) {
        return false;
    }
    if (type->tp_weaklistoffset != 0 && *(PyObject **)((char *)o + type->tp_weaklistoffset) != NULL) {
        return false;
    }
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        PyDictValues *values = *_PyObject_ValuesPointer(o);
        if (values == NULL) {
            return *_PyObject_ManagedDictPointer(o) == NULL;
        }
        const Py_ssize_t count = ((PyHeapTypeObject *)type)->ht_cached_keys->dk_nentries;
        if (!are_dropped_quietly(values->values, count, depth, all)) {
            return false;
        }
    }
    else if (type->tp_dictoffset != 0) {
        return false;
    }
    for (; type->tp_flags & Py_TPFLAGS_HEAPTYPE; type = type->tp_base) {
        if (type->tp_dealloc != coconut_subtype_dealloc || Py_TYPE(type) != &PyType_Type || Py_SIZE(type) > DEATH_ITEMS) {
            return false;
        }
        const PyMemberDef *member = _PyHeapType_GET_MEMBERS((PyHeapTypeObject *)type);
        for (Py_ssize_t i = 0; i < Py_SIZE(type); i++, member++) {
            if (member->type != T_OBJECT_EX || !is_dropped_quietly(*(PyObject **)((char *)o + member->offset), depth, all)) {
                return false;
            }
        }
    }
    return type == &PyBaseObject_Type || (is_container(type) && contents_die_quietly(o, type, depth, all));
}

/* Does nobody notice when this object ends: no code runs, no weak reference is cleared. */
static bool
dies_quietly(PyObject *o, int depth, losses *all)
{
    PyTypeObject *type = Py_TYPE(o);
    if (coconut_is_inert(o)) {
        return true;
    }
    if (depth == 0) {
        return false;
    }
    if (is_container(type)) {
        return contents_die_quietly(o, type, depth - 1, all);
    }
    PyObject *held[2];
    if (coconut_is_iterator(o, held)) {
        return are_dropped_quietly(held, 2, depth - 1, all);
    }
    return instance_dies_quietly(o, type, depth - 1, all);
}

/* The object that has its last reference: could its end be noticed? */
COCONUT_API bool
Coconut_DiesVisibly(PyObject *o)
{
    losses all;
    all.left = DEATH_ITEMS;
    all.count = 0;
    return !dies_quietly(o, DEATH_DEPTH, &all);
}

/* Each of the objects loses a reference, one that is there twice two: could the end of one be noticed? */
COCONUT_API bool
Coconut_LoseVisibly(PyObject *const *objects, int64_t count)
{
    losses all;
    all.left = DEATH_ITEMS;
    all.count = 0;
    return !are_dropped_quietly(objects, count, DEATH_DEPTH, &all);
}
