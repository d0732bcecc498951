/* Operators of ints past two digits and below 2**128, in two machine words each: what Objects/longobject.c does digit by digit. */
#include "numbers.h"

typedef unsigned __int128 magnitude;

typedef struct {
    magnitude size;
    bool negative;      /* not with 0 */
} wide;

#define TOP ((magnitude)1 << 127)

_Static_assert(PyLong_SHIFT == 30, "ints of another build");

static inline magnitude
of_words(uint64_t high, uint64_t low)
{
    return (magnitude)high << 64 | low;
}

static inline uint64_t
high_word(magnitude size)
{
    return (uint64_t)(size >> 64);
}

static inline uint64_t
low_word(magnitude size)
{
    return (uint64_t)size;
}

/* False: it takes more than 128 bits. */
static inline bool
take(PyObject *o, wide *x)
{
    const digit *digits = ((PyLongObject *)o)->ob_digit;
    const Py_ssize_t count = Py_ABS(Py_SIZE(o));
    x->negative = Py_SIZE(o) < 0;
    if (count < 3) {
        x->size = count == 2 ? (uint64_t)digits[1] << 30 | digits[0] : count == 1 ? digits[0] : 0;
        return true;
    }
    const uint64_t low = (uint64_t)digits[2] << 60 | (uint64_t)digits[1] << 30 | digits[0], high = digits[2] >> 4;
    if (count == 3) {
        x->size = of_words(high, low);
        return true;
    }
    if (count == 4) {
        x->size = of_words((uint64_t)digits[3] << 26 | high, low);
        return true;
    }
    if (count > 5 || digits[4] >> 8 != 0) {
        return false;
    }
    x->size = of_words((uint64_t)digits[4] << 56 | (uint64_t)digits[3] << 26 | high, low);
    return true;
}

static inline bool
is_word(magnitude size)
{
    return high_word(size) == 0 && low_word(size) >> 60 == 0;
}

/* Of no word. */
static inline int
digits_of(magnitude size)
{
    return high_word(size) >> 26 == 0 ? 3 : high_word(size) >> 56 == 0 ? 4 : 5;
}

/* Sets the digits of an int that has room for just so many, three or more. */
static inline void
write_digits(PyLongObject *o, int count, wide x)
{
    const uint64_t high = high_word(x.size), low = low_word(x.size);
    digit *digits = o->ob_digit;
    Py_SET_SIZE(o, x.negative ? -count : count);
    digits[0] = (digit)(low & PyLong_MASK);
    digits[1] = (digit)(low >> 30 & PyLong_MASK);
    digits[2] = (digit)((low >> 60 | high << 4) & PyLong_MASK);
    if (count > 3) {
        digits[3] = (digit)(high >> 26 & PyLong_MASK);
        if (count > 4) {
            digits[4] = (digit)(high >> 56);
        }
    }
}

static inline PyObject *
give(wide x)
{
    if (is_word(x.size)) {
        return coconut_int(x.negative ? -(int64_t)x.size : (int64_t)x.size);
    }
    const int count = digits_of(x.size);
    coconut_free_ints *dead = &coconut_dead_ints[count - 1];
    PyLongObject *o;
    if (LIKELY(dead->count > 0)) {
        o = dead->items[--dead->count];
        o->ob_base.ob_base.ob_refcnt = 1;
    }
    else {
        o = _PyLong_New(count);
        if (o == NULL) {
            return NULL;
        }
    }
    write_digits(o, count, x);
    return (PyObject *)o;
}

/* --- Two's complement, of numbers below 2**127 */

static inline magnitude
bits_of(wide x)
{
    return x.negative ? -x.size : x.size;
}

static inline wide
of_bits(magnitude bits)
{
    const bool negative = (bits & TOP) != 0;
    return (wide){negative ? -bits : bits, negative};
}

/* --- Operators. False: the result may take more than 128 bits, or it is an error. */

static inline bool
add(wide v, wide w, wide *x)
{
    if (v.negative == w.negative) {
        x->negative = v.negative;
        return !__builtin_add_overflow(v.size, w.size, &x->size);
    }
    const bool is_less = v.size < w.size;
    x->size = is_less ? w.size - v.size : v.size - w.size;
    x->negative = x->size != 0 && v.negative != is_less;
    return true;
}

static inline bool
subtract(wide v, wide w, wide *x)
{
    w.negative = w.size != 0 && !w.negative;
    return add(v, w, x);
}

static inline bool
multiply(wide v, wide w, wide *x)
{
    x->negative = v.negative != w.negative && v.size != 0 && w.size != 0;
    if (((v.size | w.size) >> 64) == 0) {
        x->size = (magnitude)(uint64_t)v.size * (uint64_t)w.size;
        return true;
    }
    return !__builtin_mul_overflow(v.size, w.size, &x->size);
}

/* l_divmod: rounded down. */
static inline bool
divide(wide v, wide w, wide *quotient, wide *rest)
{
    if (w.size == 0) {
        return false;
    }
    magnitude q, r;
    if ((w.size & (w.size - 1)) == 0) {
        const int low = (uint64_t)w.size != 0 ? __builtin_ctzll((uint64_t)w.size) : 64 + __builtin_ctzll((uint64_t)(w.size >> 64));
        q = v.size >> low;
        r = v.size & (w.size - 1);
    }
    else if (((v.size | w.size) >> 64) == 0) {
        q = (uint64_t)v.size / (uint64_t)w.size;
        r = (uint64_t)v.size % (uint64_t)w.size;
    }
    else {
        q = v.size / w.size;
        r = v.size - q * w.size;
    }
    if (r != 0 && v.negative != w.negative) {
        q++;
        r = w.size - r;
    }
    *quotient = (wide){q, q != 0 && v.negative != w.negative};
    *rest = (wide){r, r != 0 && w.negative};
    return true;
}

static inline bool
floor_divide(wide v, wide w, wide *x)
{
    wide rest;
    return divide(v, w, x, &rest);
}

static inline bool
remainder_of(wide v, wide w, wide *x)
{
    wide quotient;
    return divide(v, w, &quotient, x);
}

static inline bool
shift_left(wide v, wide w, wide *x)
{
    if (w.negative || w.size >= 128 || (w.size != 0 && v.size >> (128 - (int)w.size) != 0)) {
        return false;
    }
    *x = (wide){v.size << (int)w.size, v.negative};
    return true;
}

static inline bool
shift_right(wide v, wide w, wide *x)
{
    if (w.negative) {
        return false;
    }
    const int by = w.size < 128 ? (int)w.size : 127;
    if (v.negative) {
        x->size = ((v.size - 1) >> by) + 1;
        x->negative = true;
        return by == (int)w.size;
    }
    *x = (wide){by == (int)w.size ? v.size >> by : 0, false};
    return true;
}

/* Numbers below 2**127. */
#define BITWISE(name, operator) \
    static inline bool \
    bit_##name(wide v, wide w, wide *x) \
    { \
        *x = of_bits(bits_of(v) operator bits_of(w)); \
        return ((v.size | w.size) & TOP) == 0; \
    }
BITWISE(and, &)
BITWISE(or, |)
BITWISE(xor, ^)

#define OPERATOR(name, function) \
    bool \
    coconut_wide_##name(PyObject *v, PyObject *w, PyObject **result) \
    { \
        wide a, b, x; \
        if (!take(v, &a) || !take(w, &b) || !function(a, b, &x)) { \
            return false; \
        } \
        *result = give(x); \
        return true; \
    }
OPERATOR(add, add)
OPERATOR(subtract, subtract)
OPERATOR(multiply, multiply)
OPERATOR(floor_divide, floor_divide)
OPERATOR(remainder, remainder_of)
OPERATOR(and, bit_and)
OPERATOR(or, bit_or)
OPERATOR(xor, bit_xor)
OPERATOR(lshift, shift_left)
OPERATOR(rshift, shift_right)

bool
coconut_wide_add_into(PyObject *v, PyObject *w)
{
    wide a, b, x;
    if (!take(v, &a) || !take(w, &b) || !add(a, b, &x)) {
        return false;
    }
    const int count = digits_of(x.size);
    if (is_word(x.size) || count != Py_ABS(Py_SIZE(v))) {
        return false;
    }
    write_digits((PyLongObject *)v, count, x);
    return true;
}

bool
coconut_wide_negative(PyObject *v, bool inverts, PyObject **result)
{
    wide x;
    if (!take(v, &x) || (inverts && !add(x, (wide){1, false}, &x))) {
        return false;
    }
    x.negative = x.size != 0 && !x.negative;
    *result = give(x);
    return true;
}

/* long_compare: below 0, 0 or above 0. */
int
coconut_wide_compare(PyObject *v, PyObject *w)
{
    if (Py_SIZE(v) != Py_SIZE(w)) {
        return Py_SIZE(v) < Py_SIZE(w) ? -1 : 1;
    }
    Py_ssize_t i = Py_ABS(Py_SIZE(v));
    const digit *a = ((PyLongObject *)v)->ob_digit, *b = ((PyLongObject *)w)->ob_digit;
    while (--i >= 0 && a[i] == b[i]) {
    }
    return i < 0 ? 0 : (a[i] < b[i]) == (Py_SIZE(v) < 0) ? 1 : -1;
}

/* --- For compiled code: two's complement in two words */

static inline wide
of_signed(__int128 value)
{
    return (wide){value < 0 ? -(magnitude)value : (magnitude)value, value < 0};
}

static inline __int128
to_signed(wide x)
{
    return (__int128)bits_of(x);
}

COCONUT_API bool
Coconut_IsWideInt(PyObject *o)
{
    wide x;
    return PyLong_CheckExact(o) && (Py_ABS(Py_SIZE(o)) < 5 || (take(o, &x) && (x.size & TOP) == 0));
}

/* Of what Coconut_IsWideInt says yes to. */
COCONUT_API __int128
Coconut_WideOfDigits(PyObject *o)
{
    wide x = {0, false};
    take(o, &x);
    return to_signed(x);
}

COCONUT_API PyObject *
Coconut_NewWide(__int128 value)
{
    return give(of_signed(value));
}

COCONUT_API PyObject *
Coconut_WideLike(PyObject *o, __int128 value)
{
    if (LIKELY(o != NULL && Coconut_IsWideInt(o) && Coconut_WideOfDigits(o) == value)) {
        return Py_NewRef(o);
    }
    return Coconut_NewWide(value);
}

/* What the slot held goes unnoticed; an int that only it has, of just as many digits, takes the new value. */
COCONUT_API int
Coconut_StoreWide(_PyInterpreterFrame *frame, int slot, __int128 value, bool when)
{
    if (!when) {
        return 0;
    }
    const wide x = of_signed(value);
    PyObject *old = frame->localsplus[slot];
    if (old != NULL && Py_REFCNT(old) == 1 && coconut_is_int(old) && !is_word(x.size) && Py_ABS(Py_SIZE(old)) == digits_of(x.size)) {
        write_digits((PyLongObject *)old, digits_of(x.size), x);
        return 0;
    }
    return coconut_store_local(frame, slot, give(x));
}

/* l_divmod (longobject.c): the quotient is rounded down, the rest has the sign of the divisor. */
COCONUT_API __int128
Coconut_WideDivide(__int128 x, __int128 y)
{
    const __int128 q = x / y;
    return q - ((x % y != 0) & ((x ^ y) < 0));
}

COCONUT_API __int128
Coconut_WideRemainder(__int128 x, __int128 y)
{
    const __int128 r = x % y;
    return r != 0 && (r ^ y) < 0 ? r + y : r;
}
