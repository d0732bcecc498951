/* Strings without a call of CPython. */
#ifndef COCONUT_UNICODE_H
#define COCONUT_UNICODE_H

#include "coconut.h"

/* _PyUnicode_Equal: 1 or 0; -1, without an exception, for strings of the legacy kind that have no data yet. */
static inline int
coconut_str_equal(PyObject *v, PyObject *w)
{
    if (v == w) {
        return 1;
    }
    if (UNLIKELY(!PyUnicode_IS_READY(v) || !PyUnicode_IS_READY(w))) {
        return -1;
    }
    const Py_ssize_t length = PyUnicode_GET_LENGTH(v);
    const int kind = PyUnicode_KIND(v);
    if (length != PyUnicode_GET_LENGTH(w) || kind != (int)PyUnicode_KIND(w)) {
        return 0;
    }
    const char *a = PyUnicode_DATA(v), *b = PyUnicode_DATA(w);
    return *a == *b && memcmp(a, b, length * kind) == 0;
}

/* unicode_char (unicodeobject.c) for one character of a string of bytes. */
static inline PyObject *
coconut_latin1_character(Py_UCS1 c)
{
    return Py_NewRef(c < 128 ? (PyObject *)&_Py_SINGLETON(strings).ascii[c] : (PyObject *)&_Py_SINGLETON(strings).latin1[c - 128]);
}

#endif
