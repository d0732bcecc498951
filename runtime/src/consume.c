/* Builtins that use up a generator: the loops of bltinmodule.c and of the built-in collections, the generator resumed where it is consumed. Native
   code of a generator expression hands over what it yields without being suspended, where nobody can notice (Coconut_Consume*). */
#include "numbers.h"

/* What is done with the items. targets/cpython-3.11.ir knows SUM_INTS, and where `ints` is. */
enum { SUM_INTS, SUM_FLOATS, SUM_OBJECTS, ANY, ALL, LEAST, GREATEST, LIST, TUPLE, SET };

struct coconut_consumer {
    int64_t kind;
    int64_t ints;           /* SUM_INTS; TUPLE: how many items there are */
    double floats;          /* SUM_FLOATS */
    PyObject *held;         /* SUM_OBJECTS, LIST, TUPLE, SET; LEAST and GREATEST: NULL before the first item */
};

/* Native code entered with COCONUT_CONSUMED asks for it at once. */
static coconut_consumer *current;

COCONUT_API coconut_consumer *
Coconut_Consumer(int throwflag)
{
    return throwflag == COCONUT_CONSUMED ? current : NULL;
}

static PyObject *
next_item(PyThreadState *tstate, PyGenObject *gen, coconut_consumer *c)
{
    current = c;
    return coconut_next(tstate, gen, COCONUT_CONSUMED);
}

/* A reference for the time of the loop: the builtin's own to its iterator. */
static inline PyGenObject *
begin(PyObject *const *args)
{
    return PyGen_CheckExact(args[0]) ? (PyGenObject *)Py_NewRef(args[0]) : NULL;
}

/* Whether a loop ended because nothing was left, not for an exception. PyIter_Next has no other way to say so. */
static inline bool
is_over(PyThreadState *tstate)
{
    if (LIKELY(!coconut_pending(tstate))) {
        return true;
    }
    if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
        return false;
    }
    PyErr_Clear();
    return true;
}

/* --- What runs no Python code: false if the item has to be yielded. Items are borrowed. */

/* Objects that end without anybody noticing, compare among themselves in C, and hash there. */
static inline bool
is_plain(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    return type == &PyLong_Type || type == &PyFloat_Type || type == &PyUnicode_Type || type == &PyBool_Type || o == Py_None;
}

static inline bool
add_int(coconut_consumer *c, int64_t value)
{
    if (c->kind == SUM_INTS) {
        return !__builtin_add_overflow(c->ints, value, &c->ints) || (c->ints -= value, false);
    }
    c->floats += (double)value;
    return true;
}

static bool
sum_quietly(coconut_consumer *c, PyObject *item)
{
    if (PyFloat_CheckExact(item)) {
        if (c->kind == SUM_FLOATS) {
            c->floats += PyFloat_AS_DOUBLE(item);
        }
        return c->kind == SUM_FLOATS;
    }
    return (coconut_is_int(item) || PyBool_Check(item)) && coconut_is_word(item) && add_int(c, coconut_word(item));
}

/* The extreme of builtin_min and builtin_max; strings are compared with strings, numbers with numbers. */
static bool
compare_quietly(coconut_consumer *c, PyObject *item)
{
    if (!is_plain(item) || item == Py_None) {
        return false;
    }
    if (c->held != NULL) {
        if (!is_plain(c->held) || PyUnicode_Check(item) != PyUnicode_Check(c->held) || c->held == Py_None) {
            return false;
        }
        const int better = PyObject_RichCompareBool(item, c->held, c->kind == LEAST ? Py_LT : Py_GT);
        if (better <= 0) {
            if (better < 0) {
                PyErr_Clear();
            }
            return better == 0;
        }
    }
    Py_XSETREF(c->held, Py_NewRef(item));
    return true;
}

/* PySequence_Tuple (abstract.c), which makes room for ten items, and then for more. False, with an exception, and no tuple. */
static bool
add_to_tuple(coconut_consumer *c, PyObject *item)
{
    const Py_ssize_t size = PyTuple_GET_SIZE(c->held);
    if (c->ints == size) {
        const Py_ssize_t more = size + 10;
        if (_PyTuple_Resize(&c->held, more + (more >> 2)) < 0) {
            return false;
        }
    }
    PyTuple_SET_ITEM(c->held, c->ints++, Py_NewRef(item));
    return true;
}

static bool
consume(coconut_consumer *c, PyObject *item)
{
    int failed;
    switch (c->kind) {
    case SUM_INTS:
    case SUM_FLOATS:
        return sum_quietly(c, item);
    case ANY:
        return item == Py_False || (is_plain(item) && PyObject_IsTrue(item) == 0);
    case ALL:
        return item == Py_True || (is_plain(item) && PyObject_IsTrue(item) == 1);
    case LEAST:
    case GREATEST:
        return compare_quietly(c, item);
    case LIST:
        failed = PyList_Append(c->held, item);
        break;
    case TUPLE:
        return c->ints < PyTuple_GET_SIZE(c->held) && add_to_tuple(c, item);
    case SET:
        if (!is_plain(item)) {
            return false;
        }
        failed = PySet_Add(c->held, item);
        break;
    default:
        return false;
    }
    if (UNLIKELY(failed < 0)) {
        PyErr_Clear();      /* it is tried again */
    }
    return failed == 0;
}

COCONUT_API bool
Coconut_Consume(coconut_consumer *c, PyObject *item)
{
    return c != NULL && consume(c, item);
}

static bool
consume_new(coconut_consumer *c, PyObject *item)
{
    if (UNLIKELY(item == NULL)) {
        PyErr_Clear();
        return false;
    }
    const bool done = consume(c, item);
    Py_DECREF(item);
    return done;
}

/* A new number instead of one that it has. */
static bool
hold(coconut_consumer *c, PyObject *number)
{
    if (UNLIKELY(number == NULL)) {
        PyErr_Clear();
        return false;
    }
    coconut_release(c->held);
    c->held = number;
    return true;
}

/* An int of which there is no object. */
COCONUT_API bool
Coconut_ConsumeOtherInt(coconut_consumer *c, int64_t value)
{
    switch (c->kind) {
    case SUM_INTS:
    case SUM_FLOATS:
        return add_int(c, value);
    case SUM_OBJECTS:
        return false;
    case ANY:
        return value == 0;
    case ALL:
        return value != 0;
    case LEAST:
    case GREATEST:
        if (c->held != NULL && coconut_is_int(c->held) && coconut_is_word(c->held)) {
            const int64_t other = coconut_word(c->held);
            return (c->kind == LEAST ? value >= other : value <= other) || hold(c, coconut_int(value));
        }
        break;
    }
    return consume_new(c, coconut_int(value));
}

/* A float of which there is no object. */
COCONUT_API bool
Coconut_ConsumeOtherFloat(coconut_consumer *c, double value)
{
    switch (c->kind) {
    case SUM_FLOATS:
        c->floats += value;
        return true;
    case SUM_INTS:
    case SUM_OBJECTS:
        return false;
    case ANY:
        return value == 0.0;
    case ALL:
        return value != 0.0;
    case LEAST:
    case GREATEST:
        if (c->held != NULL && PyFloat_CheckExact(c->held)) {
            const double other = PyFloat_AS_DOUBLE(c->held);
            return !(c->kind == LEAST ? value < other : value > other) || hold(c, coconut_float(value));
        }
        break;
    }
    return consume_new(c, coconut_float(value));
}

COCONUT_API bool
Coconut_ConsumeBool(coconut_consumer *c, bool value)
{
    return c != NULL && consume(c, value ? Py_True : Py_False);
}

/* --- any, all */

static inline int
truth_of(PyObject *o)
{
    return o == Py_True ? 1 : o == Py_False || o == Py_None ? 0 : PyObject_IsTrue(o);
}

/* builtin_any and builtin_all, which count a level of recursion as functions of one argument do: the first item whose truth is `wanted` ends it. */
static inline bool
find_truth(PyThreadState *tstate, PyObject *const *args, Py_ssize_t count, int wanted, PyObject **result)
{
    PyGenObject *gen = count == 1 ? begin(args) : NULL;
    if (gen == NULL) {
        return false;
    }
    coconut_consumer c = {.kind = wanted ? ANY : ALL};
    tstate->recursion_remaining--;
    PyObject *item;
    int truth = !wanted;
    while (truth == !wanted && (item = next_item(tstate, gen, &c)) != NULL) {
        truth = truth_of(item);
        Py_DECREF(item);
    }
    tstate->recursion_remaining++;
    Py_DECREF(gen);
    *result = truth < 0 || (truth != wanted && !is_over(tstate)) ? NULL : Py_NewRef(truth ? Py_True : Py_False);
    return true;
}

bool
coconut_any_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    return find_truth(tstate, args, count, 1, result);
}

bool
coconut_all_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    return find_truth(tstate, args, count, 0, result);
}

/* --- sum */

/* What builtin_sum starts with: false for what it goes on with as an object. */
static bool
start_sum(coconut_consumer *c, PyObject *start)
{
    if (start == NULL) {
        return true;
    }
    if (PyFloat_CheckExact(start)) {
        *c = (coconut_consumer){.kind = SUM_FLOATS, .floats = PyFloat_AS_DOUBLE(start)};
        return true;
    }
    if (!coconut_is_int(start) || !coconut_is_word(start)) {
        return false;
    }
    c->ints = coconut_word(start);
    return true;
}

/* What was added up, as an object. */
static PyObject *
sum_so_far(coconut_consumer *c)
{
    return c->kind == SUM_INTS ? coconut_int(c->ints) : c->kind == SUM_FLOATS ? coconut_float(c->floats) : c->held;
}

/* Adds an item, which it takes: builtin_sum, which adds up ints, then floats and ints, then anything. False, with an exception. */
static bool
add_item(coconut_consumer *c, PyObject *item)
{
    if (c->kind != SUM_OBJECTS && sum_quietly(c, item)) {
        coconut_release(item);
        return true;
    }
    if (c->kind == SUM_FLOATS && PyLong_Check(item)) {
        int overflow;
        const long value = PyLong_AsLongAndOverflow(item, &overflow);
        if (!overflow) {
            c->floats += (double)value;
            Py_DECREF(item);
            return true;
        }
    }
    PyObject *before = sum_so_far(c);
    PyObject *sum = before == NULL ? NULL : PyNumber_Add(before, item);
    Py_XDECREF(before);
    Py_DECREF(item);
    if (c->kind == SUM_INTS && sum != NULL && PyFloat_CheckExact(sum)) {
        c->kind = SUM_FLOATS;
        c->floats = PyFloat_AS_DOUBLE(sum);
        Py_DECREF(sum);
        return true;
    }
    c->kind = SUM_OBJECTS;
    c->held = sum;
    return sum != NULL;
}

bool
coconut_sum_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    coconut_consumer c = {.kind = SUM_INTS};
    if (count < 1 || count > 2 || !PyGen_CheckExact(args[0]) || !start_sum(&c, count == 2 ? args[1] : NULL)) {
        return false;
    }
    PyGenObject *gen = begin(args);
    PyObject *item;
    bool going = true;
    while (going && (item = next_item(tstate, gen, &c)) != NULL) {
        going = add_item(&c, item);
    }
    *result = NULL;
    if (going && is_over(tstate)) {
        *result = sum_so_far(&c);
    }
    else if (c.kind == SUM_OBJECTS) {
        Py_XDECREF(c.held);
    }
    Py_DECREF(gen);
    return true;
}

/* --- min, max: min_max (bltinmodule.c) of one argument, without a key or default; a call with a tuple counts a level of recursion */

static bool
find_extreme(PyThreadState *tstate, PyObject *const *args, Py_ssize_t count, int kind, PyObject **result)
{
    PyGenObject *gen = count == 1 ? begin(args) : NULL;
    if (gen == NULL) {
        return false;
    }
    coconut_consumer c = {.kind = kind};
    tstate->recursion_remaining--;
    PyObject *item;
    bool going = true;
    while (going && (item = next_item(tstate, gen, &c)) != NULL) {
        const int better = c.held == NULL ? 1 : PyObject_RichCompareBool(item, c.held, kind == LEAST ? Py_LT : Py_GT);
        if (better > 0) {
            Py_XSETREF(c.held, item);
        }
        else {
            Py_DECREF(item);
            going = better == 0;
        }
    }
    tstate->recursion_remaining++;
    if (!going || !is_over(tstate)) {
        Py_CLEAR(c.held);
    }
    else if (c.held == NULL) {
        PyErr_Format(PyExc_ValueError, "%s() arg is an empty sequence", kind == LEAST ? "min" : "max");
    }
    Py_DECREF(gen);
    *result = c.held;
    return true;
}

bool
coconut_min_of_items(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    return find_extreme(tstate, args, count, LEAST, result);
}

bool
coconut_max_of_items(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    return find_extreme(tstate, args, count, GREATEST, result);
}

/* --- Collections */

/* All that is left of a generator goes into a list or set; false, with an exception. */
static bool
collect(PyThreadState *tstate, PyGenObject *gen, int kind, PyObject *into)
{
    coconut_consumer c = {.kind = kind, .held = into};
    PyObject *item;
    int failed = 0;
    while (failed == 0 && (item = next_item(tstate, gen, &c)) != NULL) {
        failed = kind == LIST ? PyList_Append(into, item) : PySet_Add(into, item);
        Py_DECREF(item);
    }
    return failed == 0 && is_over(tstate);
}

/* Room that list_extend (listobject.c) makes for what does not say how long it is, and list_resize when less was needed. */
#define GUESSED 8

/* A list as list() makes one of a generator. */
static PyObject *
list_of(PyThreadState *tstate, PyGenObject *gen)
{
    PyListObject *list = (PyListObject *)PyList_New(0);
    if (list == NULL) {
        return NULL;
    }
    list->ob_item = PyMem_New(PyObject *, GUESSED);
    if (list->ob_item == NULL) {
        Py_DECREF(list);
        return PyErr_NoMemory();
    }
    list->allocated = GUESSED;
    if (!collect(tstate, gen, LIST, (PyObject *)list)) {
        Py_DECREF(list);
        return NULL;
    }
    const Py_ssize_t size = Py_SIZE(list);
    if (size < list->allocated / 2) {
        const Py_ssize_t wanted = size == 0 ? 0 : (size + (size >> 3) + 6) & ~(Py_ssize_t)3;
        PyObject **items = PyMem_Realloc(list->ob_item, wanted * sizeof(PyObject *));
        if (items == NULL) {
            Py_DECREF(list);
            return PyErr_NoMemory();
        }
        list->ob_item = items;
        list->allocated = wanted;
    }
    return (PyObject *)list;
}

static PyObject *
tuple_of(PyThreadState *tstate, PyGenObject *gen)
{
    coconut_consumer c = {.kind = TUPLE, .held = PyTuple_New(10)};
    PyObject *item;
    bool going = c.held != NULL;
    while (going && (item = next_item(tstate, gen, &c)) != NULL) {
        going = add_to_tuple(&c, item);
        Py_DECREF(item);
    }
    if (!going || !is_over(tstate)) {
        Py_CLEAR(c.held);
    }
    else if (c.ints < PyTuple_GET_SIZE(c.held)) {
        _PyTuple_Resize(&c.held, c.ints);
    }
    return c.held;
}

static PyObject *
set_of(PyThreadState *tstate, PyGenObject *gen)
{
    PyObject *set = PySet_New(NULL);
    if (set != NULL && !collect(tstate, gen, SET, set)) {
        Py_CLEAR(set);
    }
    return set;
}

/* list, tuple and set of a generator; false if it is anything else. */
bool
coconut_collection_of(PyThreadState *tstate, PyTypeObject *class, PyObject *arg, PyObject **result)
{
    PyObject *(*make)(PyThreadState *, PyGenObject *) = class == &PyList_Type ? list_of : class == &PyTuple_Type ? tuple_of
                                                        : class == &PySet_Type ? set_of : NULL;
    if (make == NULL || !PyGen_CheckExact(arg)) {
        return false;
    }
    PyGenObject *gen = (PyGenObject *)Py_NewRef(arg);
    *result = make(tstate, gen);
    Py_DECREF(gen);
    return true;
}

/* builtin_sorted without options. */
bool
coconut_sorted_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (count != 1 || !coconut_collection_of(tstate, &PyList_Type, args[0], result)) {
        return false;
    }
    if (*result != NULL && PyList_Sort(*result) < 0) {
        Py_CLEAR(*result);
    }
    return true;
}

/* str.join of a generator, which PySequence_Fast makes a list of first. */
bool
coconut_join_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    PyObject *list;
    tstate->recursion_remaining--;
    const bool is_generator = count == 1 && coconut_collection_of(tstate, &PyList_Type, args[0], &list);
    tstate->recursion_remaining++;
    if (!is_generator) {
        return false;
    }
    *result = list == NULL ? NULL : PyUnicode_Join(self, list);
    Py_XDECREF(list);
    return true;
}
