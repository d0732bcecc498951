/* Strings without a call of CPython. */
#ifndef COCONUT_UNICODE_H
#define COCONUT_UNICODE_H

#include "coconut.h"
#include <string.h>

#define COCONUT_SAME(type, v, w) \
    ({ \
        type coconut_v, coconut_w; \
        memcpy(&coconut_v, (v), sizeof(type)); \
        memcpy(&coconut_w, (w), sizeof(type)); \
        coconut_v == coconut_w; \
    })

/* memcmp(v, w, n) == 0 for what mostly is as short as names are: of each size the first word and the last, which may overlap. */
static inline bool
coconut_same_bytes(const char *v, const char *w, size_t n)
{
    if (n >= 16) {
        return *v == *w && memcmp(v, w, n) == 0;
    }
    if (n >= 8) {
        return COCONUT_SAME(uint64_t, v, w) && COCONUT_SAME(uint64_t, v + n - 8, w + n - 8);
    }
    if (n >= 4) {
        return COCONUT_SAME(uint32_t, v, w) && COCONUT_SAME(uint32_t, v + n - 4, w + n - 4);
    }
    if (n >= 2) {
        return COCONUT_SAME(uint16_t, v, w) && COCONUT_SAME(uint16_t, v + n - 2, w + n - 2);
    }
    return n == 0 || *v == *w;
}

/* _PyUnicode_Equal of strings that are ready, as those are whose hash is known: unicode_hash makes them so. */
static inline __attribute__((always_inline)) bool
coconut_str_same(PyObject *v, PyObject *w)
{
    const Py_ssize_t length = PyUnicode_GET_LENGTH(v);
    const int kind = PyUnicode_KIND(v);
    return length == PyUnicode_GET_LENGTH(w) && kind == (int)PyUnicode_KIND(w) &&
           coconut_same_bytes(PyUnicode_DATA(v), PyUnicode_DATA(w), (size_t)length * kind);
}

/* _PyUnicode_Equal: 1 or 0; -1, without an exception, for strings of the legacy kind that have no data yet. */
static inline int
coconut_str_equal(PyObject *v, PyObject *w)
{
    if (v == w) {
        return 1;
    }
    return LIKELY(PyUnicode_IS_READY(v) && PyUnicode_IS_READY(w)) ? coconut_str_same(v, w) : -1;
}

/* unicode_char (unicodeobject.c) for one character of a string of bytes. */
static inline PyObject *
coconut_latin1_character(Py_UCS1 c)
{
    return Py_NewRef(c < 128 ? (PyObject *)&_Py_SINGLETON(strings).ascii[c] : (PyObject *)&_Py_SINGLETON(strings).latin1[c - 128]);
}

#endif
