/* Numbers that leave machine registers. Where no memory is left for one the process ends: the frame could not be made good. */
#include "iterators.h"
#include "numbers.h"
#include <math.h>

static inline PyObject *
surely(PyObject *o)
{
    if (UNLIKELY(o == NULL)) {
        Py_FatalError("no memory for what compiled code has in registers");
    }
    return o;
}

COCONUT_API PyObject *
Coconut_BoxInt(int64_t value)
{
    return surely(coconut_int(value));
}

COCONUT_API PyObject *
Coconut_BoxFloat(double value)
{
    return surely(coconut_float(value));
}

COCONUT_API PyObject *
Coconut_BoxWide(__int128 value)
{
    return surely(Coconut_NewWide(value));
}

COCONUT_API PyObject *
Coconut_BoxComplex(double re, double im)
{
    return surely(PyComplex_FromDoubles(re, im));
}

COCONUT_API PyObject *
Coconut_NewInt(int64_t value)
{
    return coconut_int(value);
}

COCONUT_API PyObject *
Coconut_NewFloat(double value)
{
    return coconut_float(value);
}

COCONUT_API PyObject *
Coconut_IntLike(PyObject *o, int64_t value)
{
    if (LIKELY(o != NULL && PyLong_CheckExact(o) && coconut_is_word(o) && coconut_word(o) == value)) {
        return Py_NewRef(o);
    }
    return coconut_int(value);
}

COCONUT_API PyObject *
Coconut_FloatLike(PyObject *o, double value)
{
    if (LIKELY(o != NULL && PyFloat_CheckExact(o) && memcmp(&((PyFloatObject *)o)->ob_fval, &value, sizeof(value)) == 0)) {
        return Py_NewRef(o);
    }
    return coconut_float(value);
}

/* Gives an int that nobody else has new digits, if it has room for just as many and the value no object of its own. */
static inline bool
change_int(PyObject *o, int64_t value)
{
    if (Py_REFCNT(o) != 1 || !coconut_is_int(o) || (value >= -_PY_NSMALLNEGINTS && value < _PY_NSMALLPOSINTS)) {
        return false;
    }
    const uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    const int count = LIKELY(size < PyLong_BASE) ? 1 : size >> (2 * PyLong_SHIFT) == 0 ? 2 : 3;
    if (Py_ABS(Py_SIZE(o)) != count || count == 3) {
        return false;
    }
    digit *digits = ((PyLongObject *)o)->ob_digit;
    digits[0] = (digit)(size & PyLong_MASK);
    if (count == 2) {
        digits[1] = (digit)(size >> PyLong_SHIFT);
    }
    Py_SET_SIZE(o, value < 0 ? -count : count);
    return true;
}

COCONUT_API int
Coconut_StoreInt(_PyInterpreterFrame *frame, int slot, int64_t value, bool when)
{
    if (!when) {
        return 0;
    }
    PyObject *old = frame->localsplus[slot];
    return old != NULL && change_int(old, value) ? 0 : coconut_store_local(frame, slot, coconut_int(value));
}

COCONUT_API int
Coconut_StoreFloat(_PyInterpreterFrame *frame, int slot, double value, bool when)
{
    if (!when) {
        return 0;
    }
    PyObject *old = frame->localsplus[slot];
    if (old != NULL && Py_REFCNT(old) == 1 && PyFloat_CheckExact(old)) {
        ((PyFloatObject *)old)->ob_fval = value;
        return 0;
    }
    return coconut_store_local(frame, slot, coconut_float(value));
}

COCONUT_API int
Coconut_StoreBool(_PyInterpreterFrame *frame, int slot, bool value, bool when)
{
    return when ? coconut_store_local(frame, slot, PyBool_FromLong(value)) : 0;
}

static inline int
put(PyObject **at, PyObject *o)
{
    if (UNLIKELY(o == NULL)) {
        return -1;
    }
    PyObject *old = *at;
    *at = o;
    coconut_release(old);
    return 1;
}

COCONUT_API int
Coconut_PutOtherFloat(double value, PyObject **at)
{
    return coconut_goes_quietly(*at) ? put(at, coconut_float(value)) : 0;
}

/* An int that only the place has is changed where it is. */
COCONUT_API int
Coconut_PutOtherInt(int64_t value, PyObject **at)
{
    PyObject *old = *at;
    if (change_int(old, value)) {
        return 1;
    }
    return coconut_goes_quietly(old) ? put(at, coconut_int(value)) : 0;
}

COCONUT_API PyObject *
Coconut_RangeIter(int64_t index, int64_t start, int64_t step, int64_t len)
{
    range_iterator *it = (range_iterator *)coconut_dead_range_iterator;
    if (it != NULL && !_Py_tracemalloc_config.tracing) {
        coconut_dead_range_iterator = NULL;
        it->ob_base.ob_refcnt = 1;
    }
    else {
        it = PyObject_New(range_iterator, &PyRangeIter_Type);
    }
    if (it != NULL) {
        it->index = index;
        it->start = start;
        it->step = step;
        it->length = len;
    }
    return (PyObject *)it;
}

COCONUT_API PyObject *
Coconut_ItemsIter(PyObject *o, int64_t index)
{
    PyObject *it = PyObject_GetIter(o);
    if (it != NULL) {
        ((sequence_iterator *)it)->index = index;
    }
    return it;
}

/* Borrowed; NULL: there is none, or it is a character. */
static PyObject *
see_before(PyObject *o, int64_t index)
{
    if (index <= 0 || PyUnicode_CheckExact(o) || index > Py_SIZE(o)) {
        return NULL;
    }
    return PySequence_Fast_ITEMS(o)[index - 1];
}

COCONUT_API PyObject *
Coconut_ItemBefore(PyObject *o, int64_t index)
{
    PyObject *item = see_before(o, index);
    if (item != NULL) {
        return Py_NewRef(item);
    }
    if (index > 0 && PyUnicode_CheckExact(o)) {
        item = coconut_cleared(PySequence_GetItem(o, index - 1));
    }
    return item != NULL ? item : Py_NewRef(Py_None);
}

COCONUT_API bool
Coconut_IsItemBefore(PyObject *o, int64_t index, PyObject *item)
{
    return index == 0 || PyUnicode_CheckExact(o) || see_before(o, index) == item;
}

/* The new tuple of an iterator gets what it would have given last, instead of None. */
static void
put_last(PyObject *result, int i, PyObject *item)
{
    PyObject *none = PyTuple_GET_ITEM(result, i);
    PyTuple_SET_ITEM(result, i, item);
    Py_DECREF(none);
    /* A collection may have untracked it (bpo-42536). */
    if (!_PyObject_GC_IS_TRACKED(result)) {
        _PyObject_GC_TRACK(result);
    }
}

static void
put_last_of(PyObject *result, int i, PyObject *o, int64_t index, PyObject *last)
{
    put_last(result, i, last != NULL ? Py_NewRef(last) : Coconut_ItemBefore(o, index));
}

/* enumerate over a list, tuple or string, that many items on. */
COCONUT_API PyObject *
Coconut_Enumerate(PyObject *o, int64_t index, int64_t count, PyObject *last)
{
    PyObject *made = NULL, *args[2] = {Coconut_ItemsIter(o, index), PyLong_FromLongLong(count)};
    if (args[0] != NULL && args[1] != NULL) {
        made = PyObject_Vectorcall((PyObject *)&PyEnum_Type, args, 2, NULL);
    }
    PyObject *number = made != NULL && index > 0 ? coconut_cleared(PyLong_FromLongLong(count - 1)) : NULL;
    if (made != NULL) {
        put_last_of(((enumeration *)made)->result, 1, o, index, last);
    }
    if (number != NULL) {
        put_last(((enumeration *)made)->result, 0, number);
    }
    Py_XDECREF(args[0]);
    Py_XDECREF(args[1]);
    return made;
}

static PyObject *
zip(int64_t index, PyObject *const *objects, PyObject *const *last, int n)
{
    PyObject *made = NULL, *its[3] = {NULL, NULL, NULL};
    int count = 0;
    while (count < n && (its[count] = Coconut_ItemsIter(objects[count], index)) != NULL) {
        count++;
    }
    if (count == n) {
        made = PyObject_Vectorcall((PyObject *)&PyZip_Type, its, n, NULL);
    }
    for (int i = 0; i < count; i++) {
        Py_DECREF(its[i]);
    }
    for (int i = 0; made != NULL && i < n; i++) {
        put_last_of(((zipper *)made)->result, i, objects[i], index, last[i]);
    }
    return made;
}

COCONUT_API PyObject *
Coconut_Zip2(int64_t index, PyObject *a, PyObject *last_a, PyObject *b, PyObject *last_b)
{
    return zip(index, (PyObject *[]){a, b}, (PyObject *[]){last_a, last_b}, 2);
}

COCONUT_API PyObject *
Coconut_Zip3(int64_t index, PyObject *a, PyObject *last_a, PyObject *b, PyObject *last_b, PyObject *c, PyObject *last_c)
{
    return zip(index, (PyObject *[]){a, b, c}, (PyObject *[]){last_a, last_b, last_c}, 3);
}

/* For frames that the interpreter takes over: an exception may be pending, and their stacks are not complete yet, which no collection must
   see. */
typedef struct {
    PyObject *type, *value, *traceback;
    int collects;
} interlude;

static interlude
begin_interlude(void)
{
    interlude p = {.collects = PyGC_Disable()};
    PyErr_Fetch(&p.type, &p.value, &p.traceback);
    return p;
}

static PyObject *
end_interlude(const interlude *p, PyObject *made)
{
    if (p->collects) {
        PyGC_Enable();
    }
    surely(made);
    PyErr_Restore(p->type, p->value, p->traceback);
    return made;
}

COCONUT_API PyObject *
Coconut_BoxRange(int64_t index, int64_t start, int64_t step, int64_t len)
{
    return surely(Coconut_RangeIter(index, start, step, len));
}

COCONUT_API PyObject *
Coconut_BoxItems(PyObject *o, int64_t index)
{
    const interlude p = begin_interlude();
    return end_interlude(&p, Coconut_ItemsIter(o, index));
}

COCONUT_API PyObject *
Coconut_BoxEnumerate(PyObject *o, int64_t index, int64_t count, PyObject *last)
{
    const interlude p = begin_interlude();
    return end_interlude(&p, Coconut_Enumerate(o, index, count, last));
}

COCONUT_API PyObject *
Coconut_BoxZip2(int64_t index, PyObject *a, PyObject *last_a, PyObject *b, PyObject *last_b)
{
    const interlude p = begin_interlude();
    return end_interlude(&p, Coconut_Zip2(index, a, last_a, b, last_b));
}

COCONUT_API PyObject *
Coconut_BoxZip3(int64_t index, PyObject *a, PyObject *last_a, PyObject *b, PyObject *last_b, PyObject *c, PyObject *last_c)
{
    const interlude p = begin_interlude();
    return end_interlude(&p, Coconut_Zip3(index, a, last_a, b, last_b, c, last_c));
}

/* float_rem of Objects/floatobject.c, the divisor not zero. */
COCONUT_API double
Coconut_FloatRemainder(double x, double y)
{
    double r = fmod(x, y);
    if (r == 0.0) {
        return copysign(0.0, y);
    }
    return (y < 0.0) != (r < 0.0) ? r + y : r;
}

/* The quotient of _float_div_mod of Objects/floatobject.c, the divisor not zero. */
COCONUT_API double
Coconut_FloatFloorDivide(double x, double y)
{
    double r = fmod(x, y);
    double q = (x - r) / y;
    if (r != 0.0 && (y < 0.0) != (r < 0.0)) {
        q -= 1.0;
    }
    if (q == 0.0) {
        return copysign(0.0, x / y);
    }
    double f = floor(q);
    return q - f > 0.5 ? f + 1.0 : f;
}

COCONUT_API double
Coconut_FloatPower(double x, double y)
{
    return pow(x, y);
}
