/* Which function a name stands for. A cache notes the code of a function that `native` was compiled from, so that a look at func_code is enough;
   the note is taken back when the code object goes, or has its native code taken away or changed. */
#include "lazy.h"
#include <internal/pycore_dict.h>

/* Whether `native` was compiled from this very code, though another library may have been installed for it. */
bool
coconut_is_code_of(coconut_native native, PyCodeObject *code)
{
    uint64_t wanted, have;
    if (!coconut_fingerprint_of(native, &wanted)) {
        return false;
    }
    if (coconut_fingerprint(code, &have) != 0) {
        PyErr_Clear();
        return false;
    }
    return have == wanted;
}

struct coconut_note {
    struct coconut_note *next;
    PyObject **word;
};

void
coconut_forget_notes(coconut_entry *entry)
{
    for (struct coconut_note *note = entry->notes, *next; note != NULL; note = next) {
        next = note->next;
        *note->word = NULL;
        PyMem_RawFree(note);
    }
    entry->notes = NULL;
}

static bool
note_code(PyObject *func, coconut_native native, PyObject **word)
{
    if (!Py_IS_TYPE(func, &PyFunction_Type)) {
        return false;
    }
    PyObject *code = ((PyFunctionObject *)func)->func_code;
    coconut_entry *entry = coconut_entry_of((PyCodeObject *)code);
    if (entry == NULL || !runs_as(entry, (PyCodeObject *)code, native)) {
        return false;
    }
    struct coconut_note *note = entry->notes;
    while (note != NULL && note->word != word) {
        note = note->next;
    }
    if (note == NULL) {
        note = PyMem_RawMalloc(sizeof(struct coconut_note));
        if (note == NULL) {
            return false;
        }
        *note = (struct coconut_note){entry->notes, word};
        entry->notes = note;
    }
    *word = code;
    return true;
}

/* Words of a cache that are used besides what Coconut_LearnGlobal or Coconut_LearnMethod fills. */
typedef struct {
    int64_t look[4];
    uint64_t tag;           /* of the globals that had the function */
    PyObject *func;         /* borrowed */
    uint64_t unused;
    PyObject *code;         /* noted */
} function_cache;

COCONUT_API PyObject *Coconut_LearnGlobal(PyFunctionObject *, PyObject *, void *);
COCONUT_API PyObject *Coconut_LearnMethod(PyObject *, PyObject *, void *);

/* A global of `caller` that is a function that runs as `native`, else NULL. */
COCONUT_API PyObject *
Coconut_LearnFunction(PyFunctionObject *caller, PyObject *name, function_cache *c, coconut_native native)
{
    PyObject *found = Coconut_LearnGlobal(caller, name, c);
    c->tag = 0;
    if (found == NULL || !note_code(found, native, &c->code) || PyDict_GetItem(caller->func_globals, name) != found) {
        return NULL;
    }
    c->tag = ((PyDictObject *)caller->func_globals)->ma_version_tag;
    c->func = found;
    return found;
}

/* The same for a method; `found` is what the cache says that it is, NULL when it says nothing. */
COCONUT_API PyObject *
Coconut_LearnCallee(PyObject *o, PyObject *name, function_cache *c, coconut_native native, PyObject *found)
{
    if (found == NULL) {
        found = Coconut_LearnMethod(o, name, c);
    }
    if (found == NULL) {
        found = coconut_class_method(o, name);
    }
    return found != NULL && note_code(found, native, &c->code) ? found : NULL;
}

/* Is it a function whose code runs as `native`? */
COCONUT_API bool
Coconut_RunsAs(PyObject *func, void *cache, coconut_native native)
{
    function_cache *c = cache;
    return Py_IS_TYPE(func, &PyFunction_Type) && (((PyFunctionObject *)func)->func_code == c->code || note_code(func, native, &c->code));
}

/* What a method of a built-in type is bound to, an object of that very type; NULL: it is another callee. Borrowed. */
COCONUT_API PyObject *
Coconut_BoundTo(PyObject *callee, PyMethodDescrObject *method)
{
    if (!Py_IS_TYPE(callee, &PyCFunction_Type) || ((PyCFunctionObject *)callee)->m_ml != method->d_method) {
        return NULL;
    }
    PyObject *self = PyCFunction_GET_SELF(callee);
    return Py_IS_TYPE(self, PyDescr_TYPE(method)) ? self : NULL;
}

/* A method that a built-in type has, for a frame's stack. Borrowed from the type. */
COCONUT_API PyObject *
Coconut_BuiltinMethod(PyTypeObject *type, PyObject *name)
{
    return _PyType_Lookup(type, name);
}

/* Methods by the family of their object's type and their name, whichever class they are of: those that have a fast function of objects. `after`: only
   classes behind this one in the order of resolution are asked, as super() does. */
static struct dispatch {
    uint64_t family;
    PyTypeObject *after;    /* borrowed from the type, or NULL */
    PyObject *name;         /* a reference */
    PyObject *func;         /* borrowed from the type */
    PyObject *code;         /* noted */
    int64_t entries;        /* of the shared keys, none of which is the name */
    int64_t args;
    void *fast;
} dispatches[1024];

static inline struct dispatch *
dispatch_of(uint64_t family, PyTypeObject *after, PyObject *name)
{
    return &dispatches[(family * 37 + ((uintptr_t)after >> 5) + ((uintptr_t)name >> 4)) & (Py_ARRAY_LENGTH(dispatches) - 1)];
}

/* Whether an instance surely has no attribute of its own that `entries` was noted for: not_shadowed of caches.h, as far as it takes a look. */
static inline bool
lacks(PyObject *o, PyTypeObject *type, int64_t entries)
{
    if (type->tp_dictoffset == 0) {
        return true;
    }
    if (!(type->tp_flags & Py_TPFLAGS_MANAGED_DICT)) {
        return false;
    }
    if (*_PyObject_ValuesPointer(o) != NULL) {
        return ((PyHeapTypeObject *)type)->ht_cached_keys->dk_nentries == entries;
    }
    PyDictObject *dict = (PyDictObject *)*_PyObject_ManagedDictPointer(o);
    return dict == NULL || dict->ma_used == 0;
}

/* Notes what was found, if it is a function that has a fast function of objects. */
static struct dispatch *
note_dispatch(PyTypeObject *type, PyTypeObject *after, PyObject *name, PyObject *found, int64_t entries)
{
    const uint64_t family = coconut_family(type);
    if (found == NULL || family == 0 || !Py_IS_TYPE(found, &PyFunction_Type)) {
        return NULL;
    }
    coconut_entry *entry = coconut_entry_of((PyCodeObject *)((PyFunctionObject *)found)->func_code);
    if (entry == NULL || entry->fast == NULL) {
        return NULL;
    }
    struct dispatch *d = dispatch_of(family, after, name);
    d->family = 0;
    d->code = NULL;
    if (!note_code(found, entry->native, &d->code)) {
        return NULL;
    }
    Py_XSETREF(d->name, Py_NewRef(name));
    d->family = family;
    d->after = after;
    d->func = found;
    d->entries = entries;
    d->args = entry->plain_args;
    d->fast = entry->fast;
    return d;
}

static __attribute__((noinline)) struct dispatch *
learn_dispatch(PyObject *o, PyObject *name)
{
    int64_t look[8] = {0}, entries = -1;
    PyObject *found = coconut_learn_method(o, name, look, &entries);
    return note_dispatch(Py_TYPE(o), NULL, name, found, entries);
}

/* Is it what this says, and has the function kept its code? */
static inline bool
is_known(const struct dispatch *d, uint64_t family, PyTypeObject *after, PyObject *name)
{
    return d->family == family && d->after == after && d->name == name && family != 0 && ((PyFunctionObject *)d->func)->func_code == d->code;
}

/* The method that LOAD_METHOD would find, if it needs no bound object and has a fast function that takes so many arguments, `names` as for Coconut_PeekFast; *fast is that. Borrowed, or
   NULL. */
COCONUT_API PyObject *
Coconut_PeekMethod(PyObject *o, PyObject *name, int64_t args, PyObject *names, void **fast)
{
    PyTypeObject *type = Py_TYPE(o);
    const uint32_t family = coconut_family(type);
    struct dispatch *d = dispatch_of(family, NULL, name);
    if (UNLIKELY(!is_known(d, family, NULL, name) || !lacks(o, type, d->entries))) {
        d = learn_dispatch(o, name);
        if (d == NULL) {
            return NULL;
        }
    }
    *fast = LIKELY(d->args == args && names == NULL) ? d->fast : coconut_fast_for((PyFunctionObject *)d->func, args, names);
    return *fast == NULL ? NULL : d->func;
}

/* propertyobject (descrobject.c), as far as it is looked into. */
typedef struct {
    PyObject_HEAD
    PyObject *prop_get;
} property;

/* The getter of the property that LOAD_ATTR would find, if it has a fast function: that is then *fast. Borrowed from the property, or NULL. */
COCONUT_API PyObject *
Coconut_PeekGetter(PyObject *o, PyObject *name, void **fast)
{
    PyTypeObject *type = Py_TYPE(o);
    if (type->tp_getattro != PyObject_GenericGetAttr) {
        return NULL;
    }
    PyObject *found = _PyType_Lookup(type, name);
    if (found == NULL || !Py_IS_TYPE(found, &PyProperty_Type)) {
        return NULL;
    }
    PyObject *func = ((property *)found)->prop_get;
    if (func == NULL || !Py_IS_TYPE(func, &PyFunction_Type)) {
        return NULL;
    }
    *fast = coconut_fast_for((PyFunctionObject *)func, 1, NULL);
    return *fast == NULL ? NULL : func;
}

/* super_getattro (typeobject.c), as far as that runs no code: what the classes behind one in the type's order of resolution have. Borrowed, or NULL. */
static PyObject *
find_behind(PyTypeObject *type, PyTypeObject *after, PyObject *name)
{
    PyObject *mro = type->tp_mro;
    if (mro == NULL || !PyUnicode_CHECK_INTERNED(name)) {
        return NULL;
    }
    const Py_ssize_t n = PyTuple_GET_SIZE(mro);
    Py_ssize_t i = 0;
    while (i < n && PyTuple_GET_ITEM(mro, i) != (PyObject *)after) {
        i++;
    }
    for (i++; i < n; i++) {
        PyObject *class = PyTuple_GET_ITEM(mro, i);
        PyDictObject *dict = (PyDictObject *)((PyTypeObject *)class)->tp_dict;
        if (dict == NULL || dict->ma_keys->dk_kind == DICT_KEYS_GENERAL) {
            return NULL;
        }
        PyObject *found = PyDict_GetItemWithError((PyObject *)dict, name);   /* of an interned string among strings: no code runs, nothing fails */
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

PyObject *
coconut_init_object(PyThreadState *tstate, void *caller, int64_t depth, PyObject *func, PyObject *self)
{
    (void)tstate, (void)caller, (void)depth, (void)func, (void)self;
    return Py_NewRef(Py_None);
}

static bool
is_object_init(PyObject *found, PyObject *name)
{
    static PyObject *init;      /* borrowed from object, which nobody can change */
    if (init == NULL) {
        init = PyDict_GetItemString(PyBaseObject_Type.tp_dict, "__init__");
    }
    return found == init && found != NULL && _PyUnicode_EqualToASCIIString(name, "__init__");
}

static __attribute__((noinline)) PyObject *
learn_super(PyObject *o, PyTypeObject *after, PyObject *name, int64_t args, PyObject *names, void **fast)
{
    PyTypeObject *type = Py_TYPE(o);
    /* supercheck() has other rules for classes. */
    if (PyType_Check(o) || !PyType_Check(after) || !PyType_IsSubtype(type, after)) {
        return NULL;
    }
    PyObject *found = find_behind(type, after, name);
    if (args == 1 && is_object_init(found, name)) {
        *fast = (void *)coconut_init_object;
        return found;
    }
    struct dispatch *d = note_dispatch(type, after, name, found, -1);
    *fast = d == NULL ? NULL : coconut_fast_for((PyFunctionObject *)found, args, names);
    return *fast == NULL ? NULL : found;
}

/* The method that super(after, o) has of the name, if it has a fast function of so many objects, self among them. Borrowed. */
COCONUT_API PyObject *
Coconut_PeekSuper(PyObject *o, PyObject *after, PyObject *name, int64_t args, PyObject *names, void **fast)
{
    PyTypeObject *class = (PyTypeObject *)after;
    const uint32_t family = coconut_family(Py_TYPE(o));
    const struct dispatch *d = dispatch_of(family, class, name);
    if (UNLIKELY(!is_known(d, family, class, name))) {
        return learn_super(o, class, name, args, names, fast);
    }
    *fast = LIKELY(d->args == args && names == NULL) ? d->fast : coconut_fast_for((PyFunctionObject *)d->func, args, names);
    return *fast == NULL ? NULL : d->func;
}
