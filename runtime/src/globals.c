/* Globals and builtins that are loaded, by inline caches. */
#include "caches.h"

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
    int64_t index = coconut_find_name(globals->ma_keys, name);
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
    int64_t index = coconut_find_name(globals->ma_keys, name);
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
