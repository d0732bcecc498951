/* Operators and comparisons: ints of at most two digits, floats and strings without a detour through the slots of their types, and
   everything else as CPython does it (binary_op1 of abstract.c, do_richcompare of object.c). */
#include "numbers.h"
#include "unicode.h"
#include <opcode.h>

coconut_free_ints coconut_dead_ints[COCONUT_WIDE_DIGITS];
PyObject *coconut_dead_range_iterator = NULL;

/* --- Memory of numbers */

PyObject *
coconut_int_slow(int64_t value)
{
    const uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    coconut_free_ints *dead = &coconut_dead_ints[1];
    if (size < PyLong_BASE || size >> (2 * PyLong_SHIFT) != 0 || dead->count == 0) {
        return PyLong_FromLongLong(value);
    }
    PyLongObject *o = dead->items[--dead->count];
    o->ob_base.ob_base.ob_refcnt = 1;
    Py_SET_SIZE(o, value < 0 ? -2 : 2);
    o->ob_digit[0] = (digit)(size & PyLong_MASK);
    o->ob_digit[1] = (digit)(size >> PyLong_SHIFT);
    return (PyObject *)o;
}

#ifndef Py_DEBUG
/* Keeps the memory of a number that is dead; false if it is no such number, or there is enough. */
static inline bool
keep_number(PyObject *o)
{
    if (UNLIKELY(_Py_tracemalloc_config.tracing)) {
        return false;
    }
    if (coconut_is_int(o)) {
        const Py_ssize_t count = Py_ABS(Py_SIZE(o));
        if (UNLIKELY(count > COCONUT_WIDE_DIGITS)) {
            return false;
        }
        coconut_free_ints *dead = &coconut_dead_ints[count == 0 ? 0 : count - 1];
        if (LIKELY(dead->count < COCONUT_FREE_INTS)) {
            dead->items[dead->count++] = (PyLongObject *)o;
            return true;
        }
    }
#if PyFloat_MAXFREELIST > 0
    else if (Py_IS_TYPE(o, &PyFloat_Type)) {        /* _PyFloat_ExactDealloc */
        struct _Py_float_state *state = &_PyInterpreterState_GET()->float_state;
        if (LIKELY(state->numfree < PyFloat_MAXFREELIST)) {
            state->numfree++;
            Py_SET_TYPE(o, (PyTypeObject *)state->free_list);
            state->free_list = (PyFloatObject *)o;
            return true;
        }
    }
#endif
    else if (Py_IS_TYPE(o, &PyRangeIter_Type) && coconut_dead_range_iterator == NULL) {
        coconut_dead_range_iterator = o;
        return true;
    }
    return false;
}
#endif

COCONUT_API void
Coconut_Dealloc(PyObject *o)
{
#ifdef Py_DEBUG
    _Py_Dealloc(o);
#else
    if (!keep_number(o) && !(PyType_FastSubclass(Py_TYPE(o), Py_TPFLAGS_BASE_EXC_SUBCLASS) && coconut_bury(o))) {
        Py_TYPE(o)->tp_dealloc(o);
    }
#endif
}

/* --- Operands */

static inline bool
are_ints(PyObject *v, PyObject *w)
{
    return coconut_is_int(v) && coconut_is_int(w);
}

static inline bool
are_digits(PyObject *v, PyObject *w)
{
    return coconut_is_digit(v) && coconut_is_digit(w);
}

static inline bool
are_words(PyObject *v, PyObject *w)
{
    return coconut_is_word(v) && coconut_is_word(w);
}

/* CONVERT_TO_DOUBLE of one operand. */
static inline bool
to_double(PyObject *o, double *x)
{
    if (Py_IS_TYPE(o, &PyFloat_Type)) {
        *x = ((PyFloatObject *)o)->ob_fval;
        return true;
    }
    if (coconut_is_int(o) && coconut_is_word(o)) {
        *x = (double)coconut_word(o);
        return true;
    }
    return false;
}

/* Two floats, or a float and an int of at most two digits. Not for two ints. */
static inline bool
are_floats(PyObject *v, PyObject *w, double *x, double *y)
{
    if (Py_IS_TYPE(v, &PyFloat_Type)) {
        *x = ((PyFloatObject *)v)->ob_fval;
        return to_double(w, y);
    }
    return Py_IS_TYPE(w, &PyFloat_Type) && to_double(v, x) && to_double(w, y);
}

/* --- Binary operators. Each is defined twice: as `v op w` and as `v op= w`, which differ in what CPython does with other types. */

#define BOTH(name, function, index) \
    COCONUT_API PyObject * \
    Coconut_##name(PyObject *v, PyObject *w, int lent) \
    { \
        return function(v, w, &coconut_operators[NB_##index], lent); \
    } \
    COCONUT_API PyObject * \
    Coconut_InPlace##name(PyObject *v, PyObject *w, int lent) \
    { \
        return function(v, w, &coconut_operators[NB_INPLACE_##index], lent); \
    }

/* An operator of no built-in type. */
static inline PyObject *
operate(PyObject *v, PyObject *w, const coconut_operator *op, int lent)
{
    return coconut_operate(op, v, w, lent);
}

/* Two ints that are not of two digits, or whose result is not. */
static inline PyObject *
operate_wide(coconut_wide_operator *wide, PyObject *v, PyObject *w, const coconut_operator *op, int lent)
{
    PyObject *result;
    return wide(v, w, &result) ? result : coconut_operate(op, v, w, lent);
}

static inline PyObject *
add(PyObject *v, PyObject *w, const coconut_operator *op, int lent)
{
    double x, y;
    if (are_ints(v, w)) {
        if (LIKELY(are_digits(v, w))) {
            return coconut_int(coconut_digit(v) + coconut_digit(w));
        }
        return are_words(v, w) ? coconut_int(coconut_word(v) + coconut_word(w)) : operate_wide(coconut_wide_add, v, w, op, lent);
    }
    if (are_floats(v, w, &x, &y)) {
        return coconut_float(x + y);
    }
    if (PyUnicode_CheckExact(v) && PyUnicode_CheckExact(w)) {
        return PyUnicode_Concat(v, w);
    }
    return coconut_operate(op, v, w, lent);
}
BOTH(Add, add, ADD)

static inline PyObject *
subtract(PyObject *v, PyObject *w, const coconut_operator *op, int lent)
{
    double x, y;
    if (are_ints(v, w)) {
        if (LIKELY(are_digits(v, w))) {
            return coconut_int(coconut_digit(v) - coconut_digit(w));
        }
        return are_words(v, w) ? coconut_int(coconut_word(v) - coconut_word(w)) : operate_wide(coconut_wide_subtract, v, w, op, lent);
    }
    return are_floats(v, w, &x, &y) ? coconut_float(x - y) : coconut_operate(op, v, w, lent);
}
BOTH(Subtract, subtract, SUBTRACT)

static inline PyObject *
multiply(PyObject *v, PyObject *w, const coconut_operator *op, int lent)
{
    double x, y;
    int64_t product;
    if (are_ints(v, w)) {
        if (LIKELY(are_digits(v, w))) {
            return coconut_int(coconut_digit(v) * coconut_digit(w));
        }
        if (are_words(v, w) && !__builtin_mul_overflow(coconut_word(v), coconut_word(w), &product)) {
            return coconut_int(product);
        }
        return operate_wide(coconut_wide_multiply, v, w, op, lent);
    }
    return are_floats(v, w, &x, &y) ? coconut_float(x * y) : coconut_operate(op, v, w, lent);
}
BOTH(Multiply, multiply, MULTIPLY)

#define BITWISE(function, operator, wide) \
    static inline PyObject * \
    function(PyObject *v, PyObject *w, const coconut_operator *op, int lent) \
    { \
        if (are_ints(v, w)) { \
            return are_words(v, w) ? coconut_int(coconut_word(v) operator coconut_word(w)) : operate_wide(wide, v, w, op, lent); \
        } \
        return coconut_operate(op, v, w, lent); \
    }
BITWISE(bit_and, &, coconut_wide_and)
BITWISE(bit_or, |, coconut_wide_or)
BITWISE(bit_xor, ^, coconut_wide_xor)
BOTH(And, bit_and, AND)
BOTH(Or, bit_or, OR)
BOTH(Xor, bit_xor, XOR)

static inline PyObject *
left_shift(PyObject *v, PyObject *w, const coconut_operator *op, int lent)
{
    if (are_ints(v, w)) {
        const int64_t by = are_digits(v, w) ? coconut_digit(w) : -1;
        if (by >= 0 && by < 63 - PyLong_SHIFT) {
            return coconut_int(coconut_digit(v) * ((int64_t)1 << by));
        }
        return operate_wide(coconut_wide_lshift, v, w, op, lent);
    }
    return coconut_operate(op, v, w, lent);
}
BOTH(Lshift, left_shift, LSHIFT)

static inline PyObject *
right_shift(PyObject *v, PyObject *w, const coconut_operator *op, int lent)
{
    if (are_ints(v, w)) {
        const int64_t by = are_words(v, w) ? coconut_word(w) : -1;
        return by >= 0 ? coconut_int(coconut_word(v) >> Py_MIN(by, 63)) : operate_wide(coconut_wide_rshift, v, w, op, lent);
    }
    return coconut_operate(op, v, w, lent);
}
BOTH(Rshift, right_shift, RSHIFT)
BOTH(MatrixMultiply, operate, MATRIX_MULTIPLY)

static inline PyObject *
floor_divide(PyObject *v, PyObject *w, const coconut_operator *op, int lent)
{
    if (are_ints(v, w) && are_words(v, w) && Py_SIZE(w) != 0) {
        if (Py_SIZE(v) >= 0 && Py_SIZE(w) > 0 && are_digits(v, w)) {
            return coconut_int((uint32_t)coconut_digit(v) / (uint32_t)coconut_digit(w));
        }
        const int64_t a = coconut_word(v), b = coconut_word(w), quotient = a / b;
        return coconut_int(quotient - (quotient * b != a && (a ^ b) < 0));
    }
    return are_ints(v, w) ? operate_wide(coconut_wide_floor_divide, v, w, op, lent) : coconut_operate(op, v, w, lent);
}
BOTH(FloorDivide, floor_divide, FLOOR_DIVIDE)

static inline PyObject *
remainder_of(PyObject *v, PyObject *w, const coconut_operator *op, int lent)
{
    if (are_ints(v, w) && are_words(v, w) && Py_SIZE(w) != 0) {
        if (Py_SIZE(v) >= 0 && Py_SIZE(w) > 0 && are_digits(v, w)) {
            return coconut_int((uint32_t)coconut_digit(v) % (uint32_t)coconut_digit(w));
        }
        const int64_t b = coconut_word(w), rest = coconut_word(v) % b;
        return coconut_int(rest != 0 && (rest ^ b) < 0 ? rest + b : rest);
    }
    return are_ints(v, w) ? operate_wide(coconut_wide_remainder, v, w, op, lent) : coconut_operate(op, v, w, lent);
}
BOTH(Remainder, remainder_of, REMAINDER)

static inline PyObject *
true_divide(PyObject *v, PyObject *w, const coconut_operator *op, int lent)
{
    double x, y;
    if (are_ints(v, w)) {
        /* long_true_divide: ints that a double holds exactly are divided as doubles. */
        return are_digits(v, w) && Py_SIZE(w) != 0 ? coconut_float((double)coconut_digit(v) / (double)coconut_digit(w)) : coconut_operate(op, v, w, lent);
    }
    return are_floats(v, w, &x, &y) && y != 0.0 ? coconut_float(x / y) : coconut_operate(op, v, w, lent);
}
BOTH(TrueDivide, true_divide, TRUE_DIVIDE)

/* Writes a sum into the first operand, a number whose only reference goes away with this operation: nobody can tell it from a new one.
   False: it does not fit there. */
static inline bool
add_into(PyObject *v, PyObject *w)
{
    double x, y;
    if (are_ints(v, w)) {
        if (!are_words(v, w)) {
            return coconut_wide_add_into(v, w);
        }
        const int64_t sum = coconut_word(v) + coconut_word(w);
        const uint64_t size = sum < 0 ? -(uint64_t)sum : (uint64_t)sum;
        if (coconut_is_digit(v)) {
            /* Small ints are there once, and so shared. */
            if (size <= _PY_NSMALLPOSINTS || size >= PyLong_BASE) {
                return false;
            }
            Py_SET_SIZE(v, sum < 0 ? -1 : 1);
            ((PyLongObject *)v)->ob_digit[0] = (digit)size;
            return true;
        }
        if (size < PyLong_BASE || size >> (2 * PyLong_SHIFT) != 0) {
            return false;
        }
        Py_SET_SIZE(v, sum < 0 ? -2 : 2);
        ((PyLongObject *)v)->ob_digit[0] = (digit)(size & PyLong_MASK);
        ((PyLongObject *)v)->ob_digit[1] = (digit)(size >> PyLong_SHIFT);
        return true;
    }
    if (Py_IS_TYPE(v, &PyFloat_Type) && are_floats(v, w, &x, &y)) {
        ((PyFloatObject *)v)->ob_fval = x + y;
        return true;
    }
    return false;
}

/* `v = v + w` and `v += w` of a fast local: unicode_concatenate (BINARY_OP_INPLACE_ADD_UNICODE). A string that only the local holds is
   taken out of it and made longer where it is, a number gets its new value. With -1, as in the interpreter, the local may have lost its
   value. */
COCONUT_API PyObject *
Coconut_AddToLocal(PyObject *v, PyObject *w, PyObject **local, int in_place, int lent)
{
    if (Py_REFCNT(v) == 1 && *local == v && add_into(v, w)) {
        *local = NULL;
        return v;
    }
    if (PyUnicode_CheckExact(v) && PyUnicode_CheckExact(w) && *local == v) {
        *local = NULL;
        PyUnicode_Append(&v, w);
        return v;
    }
    return in_place ? Coconut_InPlaceAdd(v, w, lent) : Coconut_Add(v, w, lent);
}

/* --- Unary operators */

static PyObject *
negative_wide(PyObject *v, bool inverts, unaryfunc general, int lent)
{
    PyObject *result;
    return coconut_is_int(v) && coconut_wide_negative(v, inverts, &result) ? result : coconut_unary(general, v, lent);
}

COCONUT_API PyObject *
Coconut_Negative(PyObject *v, int lent)
{
    if (coconut_is_int(v) && coconut_is_word(v)) {
        return coconut_int(-coconut_word(v));
    }
    return Py_IS_TYPE(v, &PyFloat_Type) ? coconut_float(-((PyFloatObject *)v)->ob_fval) : negative_wide(v, false, PyNumber_Negative, lent);
}

COCONUT_API PyObject *
Coconut_Invert(PyObject *v, int lent)
{
    return coconut_is_int(v) && coconut_is_word(v) ? coconut_int(~coconut_word(v)) : negative_wide(v, true, PyNumber_Invert, lent);
}

/* --- Comparisons */

#define UNKNOWN 2

#define ORDER(a, b) \
    switch (op) { \
    case Py_LT: return (a) < (b); \
    case Py_LE: return (a) <= (b); \
    case Py_EQ: return (a) == (b); \
    case Py_NE: return (a) != (b); \
    case Py_GT: return (a) > (b); \
    default: return (a) >= (b); \
    }

/* The truth of `v op w` for ints, floats, and strings that are tested for equality; else UNKNOWN. */
static inline __attribute__((always_inline)) int
compare(PyObject *v, PyObject *w, const int op)
{
    double x, y;
    if (are_ints(v, w)) {
        if (LIKELY(are_digits(v, w))) {
            ORDER(coconut_digit(v), coconut_digit(w))
        }
        if (are_words(v, w)) {
            ORDER(coconut_word(v), coconut_word(w))
        }
        ORDER(coconut_wide_compare(v, w), 0)
    }
    if ((op == Py_EQ || op == Py_NE) && PyUnicode_CheckExact(v) && PyUnicode_CheckExact(w)) {
        int equal = coconut_str_equal(v, w);
        return equal < 0 ? UNKNOWN : equal == (op == Py_EQ);
    }
    if (are_floats(v, w, &x, &y)) {
        /* An int from 2**53 on may have been rounded, and is not compared as a double: float_richcompare. */
        const double limit = 9007199254740992.0;
        if ((coconut_is_int(v) && !(x < limit && x > -limit)) || (coconut_is_int(w) && !(y < limit && y > -limit))) {
            return UNKNOWN;
        }
        ORDER(x, y)
    }
    return UNKNOWN;
}

/* The truth of `v == w` or `v != w` of strings, also of classes that compare as str does; UNKNOWN where that is not what is asked. */
static inline int
compare_strings(PyObject *v, PyObject *w, int op)
{
    const richcmpfunc plain = PyUnicode_Type.tp_richcompare;
    if ((op != Py_EQ && op != Py_NE) || Py_TYPE(v)->tp_richcompare != plain || Py_TYPE(w)->tp_richcompare != plain || !coconut_may_recurse()) {
        return UNKNOWN;
    }
    const int equal = coconut_str_equal(v, w);
    return equal < 0 ? UNKNOWN : equal == (op == Py_EQ);
}

static PyObject *
compare_held(PyObject *v, PyObject *w, int op, int lent)
{
    const int known = compare_strings(v, w, op);
    if (known != UNKNOWN) {
        return Py_NewRef(known ? Py_True : Py_False);
    }
    coconut_hold_lent(v, w, lent);
    PyObject *result = coconut_rich_compare(v, w, op);
    coconut_let_go_lent(v, w, lent);
    return result;
}

/* Not PyObject_RichCompareBool, which takes identity for equality. */
static __attribute__((noinline)) int
compare_truth(PyObject *v, PyObject *w, int op, int lent)
{
    const int known = compare_strings(v, w, op);
    if (known != UNKNOWN) {
        return known;
    }
    coconut_hold_lent(v, w, lent);
    PyObject *result = coconut_rich_compare(v, w, op);
    coconut_let_go_lent(v, w, lent);
    const bool is_waited_for = result != NULL && !PyBool_Check(result) && coconut_dies_behind(v, w, lent);
    if (result == NULL) {
        return -1;
    }
    if (UNLIKELY(is_waited_for)) {
        coconut_set_aside(_PyThreadState_GET(), result);
        return -1;
    }
    int truth = LIKELY(PyBool_Check(result)) ? result == Py_True : PyObject_IsTrue(result);
    Py_DECREF(result);
    return truth;
}

/* PyObject_IsTrue */
COCONUT_API int
Coconut_AskTruth(PyObject *o, int lent)
{
    coconut_hold_lent(o, NULL, lent);
    const int truth = PyObject_IsTrue(o);
    coconut_let_go_lent(o, NULL, lent);
    return truth;
}

/* The interpreter compares and tests numbers and strings at once without counting a level of recursion; a comparison whose result is an
   object counts one. */
#define COMPARISON(name, op) \
    COCONUT_API int \
    Coconut_Is##name(PyObject *v, PyObject *w, int lent) \
    { \
        int truth = compare(v, w, op); \
        return LIKELY(truth != UNKNOWN) ? truth : compare_truth(v, w, op, lent); \
    } \
    COCONUT_API PyObject * \
    Coconut_Compare##name(PyObject *v, PyObject *w, int lent) \
    { \
        int truth = coconut_may_recurse() ? compare(v, w, op) : UNKNOWN; \
        return LIKELY(truth != UNKNOWN) ? Py_NewRef(truth ? Py_True : Py_False) : compare_held(v, w, op, lent); \
    }
COMPARISON(Lt, Py_LT)
COMPARISON(Le, Py_LE)
COMPARISON(Eq, Py_EQ)
COMPARISON(Ne, Py_NE)
COMPARISON(Gt, Py_GT)
COMPARISON(Ge, Py_GE)
