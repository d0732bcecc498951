/* Exact ints of at most two digits ("words": below 2**60) and floats, taken from and put into objects without a call of CPython. */
#ifndef COCONUT_NUMBERS_H
#define COCONUT_NUMBERS_H

#include "coconut.h"
#include <internal/pycore_floatobject.h>
#include <internal/pycore_long.h>
#include <internal/pycore_pymem.h>

/* The digits of an int below 2**128 (wide.c). */
#define COCONUT_WIDE_DIGITS 5

/* Memory of dead ints by the number of digits it has room for, kept for the next ones: a loop that makes and drops numbers needs no
   allocator. Debug builds count references and do without. */
#define COCONUT_FREE_INTS 8
typedef struct {
    int count;
    PyLongObject *items[COCONUT_FREE_INTS];
} coconut_free_ints;
extern coconut_free_ints coconut_dead_ints[COCONUT_WIDE_DIGITS];      /* one digit (and 0), two digits, … */
extern PyObject *coconut_dead_range_iterator;       /* the memory of one, or NULL */

PyObject *Coconut_RangeIter(int64_t index, int64_t start, int64_t step, int64_t len);

/* An exact int, whatever its size. */
static inline bool
coconut_is_int(PyObject *o)
{
    return Py_IS_TYPE(o, &PyLong_Type);
}

/* Of an exact int: at most one digit. */
static inline bool
coconut_is_digit(PyObject *o)
{
    return (size_t)(Py_SIZE(o) + 1) < 3;
}

static inline int64_t
coconut_digit(PyObject *o)
{
    return Py_SIZE(o) * (int64_t)((PyLongObject *)o)->ob_digit[0];
}

/* Of an exact int: at most two digits. */
static inline bool
coconut_is_word(PyObject *o)
{
    return (size_t)(Py_SIZE(o) + 2) < 5;
}

static inline int64_t
coconut_word(PyObject *o)
{
    const digit *digits = ((PyLongObject *)o)->ob_digit;
    if (LIKELY(coconut_is_digit(o))) {
        return coconut_digit(o);
    }
    const int64_t value = (int64_t)digits[1] << PyLong_SHIFT | digits[0];
    return Py_SIZE(o) < 0 ? -value : value;
}

PyObject *coconut_int_slow(int64_t value);
COCONUT_API void Coconut_Dealloc(PyObject *o);

/* Py_DECREF of what is often a number: its memory is kept for the next one. */
static inline void
coconut_release(PyObject *o)
{
#ifdef Py_DEBUG
    Py_DECREF(o);
#else
    if (--o->ob_refcnt == 0) {
        Coconut_Dealloc(o);
    }
#endif
}

/* Sets fast local `slot`; NULL: there was no memory for the value. What it held is a number, None or nothing: no code runs when it goes. */
static inline int
coconut_store_local(_PyInterpreterFrame *frame, int slot, PyObject *o)
{
    if (o == NULL) {
        return -1;
    }
    PyObject *old = frame->localsplus[slot];
    frame->localsplus[slot] = o;
    if (old != NULL) {
        coconut_release(old);
    }
    return 0;
}

/* PyLong_FromLongLong. */
static inline PyObject *
coconut_int(int64_t value)
{
    if (LIKELY(value >= -_PY_NSMALLNEGINTS && value < _PY_NSMALLPOSINTS)) {
        return Py_NewRef((PyObject *)&_PyLong_SMALL_INTS[_PY_NSMALLNEGINTS + value]);
    }
    const uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    coconut_free_ints *dead = &coconut_dead_ints[0];
    if (LIKELY(size < PyLong_BASE && dead->count > 0)) {
        PyLongObject *o = dead->items[--dead->count];
        o->ob_base.ob_base.ob_refcnt = 1;
        Py_SET_SIZE(o, value < 0 ? -1 : 1);
        o->ob_digit[0] = (digit)size;
        return (PyObject *)o;
    }
    return coconut_int_slow(value);
}

/* PyFloat_FromDouble. */
static inline PyObject *
coconut_float(double value)
{
#if PyFloat_MAXFREELIST > 0 && !defined(Py_DEBUG)
    struct _Py_float_state *state = &_PyInterpreterState_GET()->float_state;
    PyFloatObject *o = state->free_list;
    if (LIKELY(o != NULL && !_Py_tracemalloc_config.tracing)) {
        state->free_list = (PyFloatObject *)Py_TYPE(o);
        state->numfree--;
        o->ob_base.ob_refcnt = 1;
        Py_SET_TYPE(o, &PyFloat_Type);
        o->ob_fval = value;
        return (PyObject *)o;
    }
#endif
    return PyFloat_FromDouble(value);
}

/* --- Ints past two digits (wide.c). False: CPython is to do it. */

/* `v op w` of exact ints. *result is a new reference, or NULL with MemoryError. */
typedef bool coconut_wide_operator(PyObject *v, PyObject *w, PyObject **result);
coconut_wide_operator coconut_wide_add, coconut_wide_subtract, coconut_wide_multiply, coconut_wide_floor_divide, coconut_wide_remainder,
    coconut_wide_and, coconut_wide_or, coconut_wide_xor, coconut_wide_lshift, coconut_wide_rshift;
/* Writes v + w of exact ints into `v`, which nobody else has. */
bool coconut_wide_add_into(PyObject *v, PyObject *w);
/* -v, or ~v, of an exact int; *result as above. */
bool coconut_wide_negative(PyObject *v, bool inverts, PyObject **result);
/* Of exact ints of any size: below 0, 0 or above 0. */
int coconut_wide_compare(PyObject *v, PyObject *w);
COCONUT_API PyObject *Coconut_NewWide(__int128 value);

/* --- Slices (items.c) */

/* _PyEval_SliceIndex of an exact int of at most two digits, or None, which stands for `missing`. */
static inline bool
coconut_slice_index(PyObject *o, Py_ssize_t missing, Py_ssize_t *index)
{
    if (Py_IsNone(o)) {
        *index = missing;
        return true;
    }
    if (!coconut_is_int(o) || !coconut_is_word(o)) {
        return false;
    }
    *index = coconut_word(o);
    return true;
}

/* Is it of a type that coconut_part knows? */
static inline bool
coconut_has_parts(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    return type == &PyUnicode_Type ? PyUnicode_IS_READY(o) : type == &PyList_Type || type == &PyTuple_Type || type == &PyBytes_Type;
}

PyObject *coconut_part(PyObject *o, Py_ssize_t first, Py_ssize_t last);

#endif
