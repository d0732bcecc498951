/* What specialised code asks of objects that are hashed and compared without Python code: equality, order, hashes, also of tuples that are not made.
   What would take more is refused. */
#include "simple.h"

/* v == w of objects that are compared without Python code: 1, 0; -1: refused. */
COCONUT_API int
Coconut_QuickSame(PyObject *v, PyObject *w)
{
    const richcmpfunc plain = PyUnicode_Type.tp_richcompare;
    if (Py_TYPE(v)->tp_richcompare == plain && Py_TYPE(w)->tp_richcompare == plain) {
        return coconut_str_equal(v, w);
    }
    if (PyTuple_CheckExact(v) && PyTuple_CheckExact(w)) {
        return is_same(v, w, DEPTH);
    }
    if (!is_simple(v, DEPTH) || !is_simple(w, DEPTH)) {
        return -1;
    }
    if (v == w && Py_TYPE(v)->tp_richcompare != PyFloat_Type.tp_richcompare) {
        return 1;
    }
    PyObject *result = PyObject_RichCompare(v, w, Py_EQ);
    if (UNLIKELY(result == NULL)) {
        PyErr_Clear();
        return -1;
    }
    const bool same = result == Py_True;
    Py_DECREF(result);
    return same;
}

/* Is there a level of recursion left? */
COCONUT_API bool
Coconut_MayRecurse(void)
{
    return coconut_may_recurse();
}

/* --- Which of two is less: strings, numbers, and tuples of them */

static inline int
order_of_floats(double a, double b)
{
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : 2;
}

static int order_of_items(PyObject *const *v, PyObject *const *w, Py_ssize_t n, Py_ssize_t m, int depth);

/* -1, 0 or 1 as the first is less, equal or greater; 2: refused, as what is not known to be ordered by C code alone, and as NaN, which is
   neither. */
static inline int
order_of(PyObject *v, PyObject *w, int depth)
{
    if (PyUnicode_CheckExact(v) && PyUnicode_CheckExact(w)) {
        if (!PyUnicode_IS_READY(v) || !PyUnicode_IS_READY(w)) {
            return 2;
        }
        if (PyUnicode_GET_LENGTH(v) == 1 && PyUnicode_GET_LENGTH(w) == 1) {
            const Py_UCS4 a = PyUnicode_READ_CHAR(v, 0), b = PyUnicode_READ_CHAR(w, 0);
            return (a > b) - (a < b);
        }
        return PyUnicode_Compare(v, w);
    }
    if (coconut_is_int(v) && coconut_is_int(w) && coconut_is_word(v) && coconut_is_word(w)) {
        const int64_t a = coconut_word(v), b = coconut_word(w);
        return (a > b) - (a < b);
    }
    if (PyFloat_CheckExact(v) && PyFloat_CheckExact(w)) {
        return order_of_floats(PyFloat_AS_DOUBLE(v), PyFloat_AS_DOUBLE(w));
    }
    if (coconut_is_int(v) && coconut_is_digit(v) && PyFloat_CheckExact(w)) {
        return order_of_floats((double)coconut_digit(v), PyFloat_AS_DOUBLE(w));
    }
    if (PyFloat_CheckExact(v) && coconut_is_int(w) && coconut_is_digit(w)) {
        return order_of_floats(PyFloat_AS_DOUBLE(v), (double)coconut_digit(w));
    }
    if (PyTuple_CheckExact(v) && PyTuple_CheckExact(w) && depth > 0) {
        const Py_ssize_t n = PyTuple_GET_SIZE(v), m = PyTuple_GET_SIZE(w);
        return order_of_items(((PyTupleObject *)v)->ob_item, ((PyTupleObject *)w)->ob_item, n, m, depth - 1);
    }
    return 2;
}

/* tuplerichcompare: the first items that differ say it, else the length. Items that are the same object do not differ, NaN included. */
static int
order_of_items(PyObject *const *v, PyObject *const *w, Py_ssize_t n, Py_ssize_t m, int depth)
{
    for (Py_ssize_t i = 0; i < n && i < m; i++) {
        const int same = is_same(v[i], w[i], depth);
        if (same <= 0) {
            return same < 0 ? 2 : order_of(v[i], w[i], depth);
        }
    }
    return (n > m) - (n < m);
}

COCONUT_API int
Coconut_QuickOrder(PyObject *v, PyObject *w)
{
    return UNLIKELY(is_deep()) ? 2 : order_of(v, w, DEPTH);
}

/* --- Tuples that would be made only to be compared, or hashed: `items` are those of both, n of each. Refused where making them could start a
   collection. */

/* As Coconut_QuickOrder. */
COCONUT_API int
Coconut_QuickOrderItems(PyThreadState *tstate, PyObject *const *items, int64_t n)
{
    if (UNLIKELY(coconut_is_collection_due(tstate, 2) || is_deep())) {
        return 2;
    }
    return order_of_items(items, items + n, n, n, DEPTH - 1);
}

/* As Coconut_QuickSame. */
COCONUT_API int
Coconut_QuickSameItems(PyThreadState *tstate, PyObject *const *items, int64_t n)
{
    if (UNLIKELY(coconut_is_collection_due(tstate, 2) || is_deep())) {
        return -1;
    }
    return same_items(items, items + n, n, n, DEPTH - 1);
}

/* hash() of what is hashed without Python code. */
bool
coconut_hash_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    const Py_hash_t hash = count == 1 ? hash_of(args[0]) : -1;
    if (hash == -1) {
        return false;
    }
    *result = coconut_int(hash);
    return true;
}

/* The same of a tuple of n items that is not made; NULL: refused. */
COCONUT_API PyObject *
Coconut_QuickHashItems(PyThreadState *tstate, PyObject *const *items, int64_t n)
{
    const Py_hash_t hash = coconut_is_collection_due(tstate, 1) ? -1 : hash_of_items(items, n, DEPTH - 1);
    return UNLIKELY(hash == -1) ? NULL : coconut_cleared(coconut_int(hash));
}
