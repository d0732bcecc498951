/* Dict look-ups that can run no Python code: a string, or a small int, among keys of its own kind. */
#ifndef COCONUT_DICTS_H
#define COCONUT_DICTS_H

#include "numbers.h"
#include "unicode.h"
#include <internal/pycore_dict.h>

/* dictkeys_get_index (dictobject.c). */
static inline Py_ssize_t
coconut_dict_index(PyDictKeysObject *keys, size_t i)
{
    if (LIKELY(keys->dk_log2_size < 8)) {
        return ((int8_t *)keys->dk_indices)[i];
    }
    if (keys->dk_log2_size < 16) {
        return ((int16_t *)keys->dk_indices)[i];
    }
    if (keys->dk_log2_size < 32) {
        return ((int32_t *)keys->dk_indices)[i];
    }
    return ((int64_t *)keys->dk_indices)[i];
}

/* The probing of _Py_dict_lookup. `found` looks at entry `ix`, and may return from the function. */
#define COCONUT_PROBE(keys, hash, found) \
    const size_t mask = ((size_t)1 << (keys)->dk_log2_size) - 1; \
    size_t perturb = (size_t)(hash), i = (size_t)(hash) & mask; \
    for (;;) { \
        const Py_ssize_t ix = coconut_dict_index(keys, i); \
        if (ix >= 0) { \
            found \
        } \
        else if (ix == DKIX_EMPTY) { \
            return DKIX_EMPTY; \
        } \
        perturb >>= 5; \
        i = mask & (i * 5 + perturb + 1); \
    }

/* unicodekeys_lookup_unicode: the index of an entry, or DKIX_EMPTY. */
static inline Py_ssize_t
coconut_find_str(PyDictKeysObject *keys, PyObject *key, Py_hash_t hash)
{
    PyDictUnicodeEntry *entries = DK_UNICODE_ENTRIES(keys);
    COCONUT_PROBE(keys, hash, {
        PyObject *other = entries[ix].me_key;
        if (other == key || (((PyASCIIObject *)other)->hash == hash && coconut_str_same(other, key))) {
            return ix;
        }
    })
}

/* The same for an exact int of one digit among keys of any type; DKIX_ERROR where a key of another type has its hash. */
static inline Py_ssize_t
coconut_find_digit(PyDictKeysObject *keys, PyObject *key, Py_hash_t hash)
{
    PyDictKeyEntry *entries = DK_ENTRIES(keys);
    COCONUT_PROBE(keys, hash, {
        PyObject *other = entries[ix].me_key;
        if (other == key) {
            return ix;
        }
        if (entries[ix].me_hash == hash) {
            /* Ints of one digit with one hash are equal, but for -1 and -2. */
            if (!coconut_is_int(other) || !coconut_is_digit(other) || hash == -2) {
                return DKIX_ERROR;
            }
            return ix;
        }
    })
}

/* Looks a key up in a dict (not a subclass's instance): true if that is done, *value then the value, borrowed, or NULL; false if it must
   be done by CPython, as Python code may have to run. */
static inline bool
coconut_dict_find(PyDictObject *dict, PyObject *key, PyObject **value)
{
    PyDictKeysObject *keys = dict->ma_keys;
    Py_ssize_t ix;
    if (PyUnicode_CheckExact(key)) {
        const Py_hash_t hash = ((PyASCIIObject *)key)->hash;
        if (UNLIKELY(hash == -1 || keys->dk_kind == DICT_KEYS_GENERAL)) {
            return false;
        }
        ix = coconut_find_str(keys, key, hash);
        *value = ix < 0 ? NULL : keys->dk_kind == DICT_KEYS_SPLIT ? dict->ma_values->values[ix] : DK_UNICODE_ENTRIES(keys)[ix].me_value;
        return true;
    }
    if (coconut_is_int(key) && coconut_is_digit(key) && keys->dk_kind == DICT_KEYS_GENERAL) {
        const int64_t number = coconut_digit(key);
        ix = coconut_find_digit(keys, key, number == -1 ? -2 : number);
        if (UNLIKELY(ix == DKIX_ERROR)) {
            return false;
        }
        *value = ix < 0 ? NULL : DK_ENTRIES(keys)[ix].me_value;
        return true;
    }
    return false;
}

#endif
