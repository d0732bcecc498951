/* Objects that are hashed and compared without Python code: numbers, strings, bytes, what is compared by identity, and tuples of them. */
#ifndef COCONUT_SIMPLE_H
#define COCONUT_SIMPLE_H

#include "numbers.h"
#include "unicode.h"

/* How deep tuples are looked into. */
#define DEPTH 2

/* May there be no level of recursion left for comparisons, which count them: the last ones are done as CPython does them. */
static inline bool
is_deep(void)
{
    return _PyThreadState_GET()->recursion_remaining <= DEPTH + 2;
}

/* A number, string, bytes or None, of just that type: C functions that are given it call no Python code. */
static inline bool
is_plain(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    return type == &PyLong_Type || type == &PyUnicode_Type || type == &PyFloat_Type || type == &PyBool_Type || type == &PyBytes_Type ||
           o == Py_None;
}

/* Have objects of that class no comparison of their own: that of numbers, strings or bytes (which may warn, where that is asked for), or by identity? */
static inline bool
compares_quietly(PyTypeObject *type)
{
    const richcmpfunc compare = type->tp_richcompare;
    return compare == PyUnicode_Type.tp_richcompare || compare == PyBaseObject_Type.tp_richcompare || compare == PyLong_Type.tp_richcompare ||
           compare == PyFloat_Type.tp_richcompare || (compare == PyBytes_Type.tp_richcompare && !Py_BytesWarningFlag);
}

static inline bool
hashes_quietly(PyTypeObject *type)
{
    const hashfunc hash = type->tp_hash;
    return hash == PyUnicode_Type.tp_hash || hash == PyBaseObject_Type.tp_hash || hash == PyLong_Type.tp_hash || hash == PyFloat_Type.tp_hash ||
           hash == PyBytes_Type.tp_hash;
}

static inline bool
is_simple(PyObject *o, int depth)
{
    if (!PyTuple_CheckExact(o)) {
        return compares_quietly(Py_TYPE(o));
    }
    if (depth == 0) {
        return false;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(o); i++) {
        if (!is_simple(PyTuple_GET_ITEM(o, i), depth - 1)) {
            return false;
        }
    }
    return true;
}

static inline int same_items(PyObject *const *v, PyObject *const *w, Py_ssize_t n, Py_ssize_t m, int depth);

/* v == w, or v is w, as PyObject_RichCompareBool has it: 1, 0; -1 refused. */
static inline int
is_same(PyObject *v, PyObject *w, int depth)
{
    if (v == w) {
        return 1;
    }
    if (PyUnicode_CheckExact(v) && PyUnicode_CheckExact(w)) {
        return coconut_str_equal(v, w);
    }
    if (coconut_is_int(v) && coconut_is_int(w) && coconut_is_word(v) && coconut_is_word(w)) {
        return coconut_word(v) == coconut_word(w);
    }
    if (PyTuple_CheckExact(v) && PyTuple_CheckExact(w) && depth > 0) {
        const Py_ssize_t n = PyTuple_GET_SIZE(v), m = PyTuple_GET_SIZE(w);
        return UNLIKELY(is_deep()) ? -1 : same_items(((PyTupleObject *)v)->ob_item, ((PyTupleObject *)w)->ob_item, n, m, depth - 1);
    }
    if (!is_simple(v, depth) || !is_simple(w, depth)) {
        return -1;
    }
    if (Py_TYPE(v)->tp_richcompare == PyBaseObject_Type.tp_richcompare && Py_TYPE(w)->tp_richcompare == PyBaseObject_Type.tp_richcompare) {
        return 0;
    }
    const int equal = PyObject_RichCompareBool(v, w, Py_EQ);
    if (UNLIKELY(equal < 0)) {
        PyErr_Clear();
    }
    return equal;
}

/* The same of the items of two tuples: tuplerichcompare, which looks no further than the first items that differ. Each comparison in it counts a level of
   recursion: not to be called where there may be none left. */
static inline int
same_items(PyObject *const *v, PyObject *const *w, Py_ssize_t n, Py_ssize_t m, int depth)
{
    for (Py_ssize_t i = 0; i < n && i < m; i++) {
        const int same = is_same(v[i], w[i], depth);
        if (same <= 0) {
            return same;
        }
    }
    return n == m;
}

/* _PyLong_Hash of an int of less than 60 bits. */
static inline Py_hash_t
hash_of_word(int64_t value)
{
    return value == -1 ? -2 : value;
}

static inline Py_hash_t hash_of_items(PyObject *const *items, Py_ssize_t n, int depth);

/* PyObject_Hash of a simple object; -1: refused. */
static inline Py_hash_t
simple_hash(PyObject *o, int depth)
{
    if (Py_TYPE(o)->tp_hash == PyUnicode_Type.tp_hash && ((PyASCIIObject *)o)->hash != -1) {
        return ((PyASCIIObject *)o)->hash;
    }
    if (coconut_is_int(o) && coconut_is_word(o)) {
        return hash_of_word(coconut_word(o));
    }
    if (PyTuple_CheckExact(o) && depth > 0) {
        return hash_of_items(((PyTupleObject *)o)->ob_item, PyTuple_GET_SIZE(o), depth - 1);
    }
    if (!hashes_quietly(Py_TYPE(o))) {
        return -1;
    }
    const Py_hash_t hash = PyObject_Hash(o);
    if (UNLIKELY(hash == -1)) {
        PyErr_Clear();
    }
    return hash;
}

/* tuplehash (tupleobject.c), with the constants of xxHash for 64 bits. */
static inline Py_hash_t
hash_of_items(PyObject *const *items, Py_ssize_t n, int depth)
{
    const Py_uhash_t prime1 = 11400714785074694791ULL, prime2 = 14029467366897019727ULL, prime5 = 2870177450012600261ULL;
    Py_uhash_t sum = prime5;
    for (Py_ssize_t i = 0; i < n; i++) {
        const Py_hash_t lane = simple_hash(items[i], depth);
        if (UNLIKELY(lane == -1)) {
            return -1;
        }
        sum += (Py_uhash_t)lane * prime2;
        sum = (sum << 31 | sum >> 33) * prime1;
    }
    sum += (Py_uhash_t)n ^ (prime5 ^ 3527539ULL);
    return UNLIKELY(sum == (Py_uhash_t)-1) ? 1546275796 : (Py_hash_t)sum;
}

static inline Py_hash_t
hash_of(PyObject *key)
{
    return simple_hash(key, DEPTH);
}

#endif
