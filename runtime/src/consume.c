/* Builtins that use up a generator: the loops of bltinmodule.c, the generator resumed where it is consumed. */
#include "numbers.h"

/* A reference for the time of the loop: the builtin's own to its iterator. */
static bool
begin(PyObject *const *args, Py_ssize_t count, PyGenObject **gen)
{
    if (count != 1 || !PyGen_CheckExact(args[0])) {
        return false;
    }
    *gen = (PyGenObject *)Py_NewRef(args[0]);
    return true;
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

static inline int
truth_of(PyObject *o)
{
    return o == Py_True ? 1 : o == Py_False || o == Py_None ? 0 : PyObject_IsTrue(o);
}

/* builtin_any and builtin_all, which count a level of recursion as functions of one argument: the first item whose truth is `wanted` ends it. */
static inline bool
find_truth(PyThreadState *tstate, PyObject *const *args, Py_ssize_t count, int wanted, PyObject **result)
{
    PyGenObject *gen;
    if (!begin(args, count, &gen)) {
        return false;
    }
    tstate->recursion_remaining--;
    PyObject *item;
    int truth = !wanted;
    while (truth == !wanted && (item = coconut_next(tstate, gen)) != NULL) {
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

/* result + item; takes both. */
static PyObject *
add(PyObject *result, PyObject *item)
{
    PyObject *sum = result == NULL ? NULL : PyNumber_Add(result, item);
    Py_XDECREF(result);
    Py_DECREF(item);
    return sum;
}

/* The part of builtin_sum that adds ints: NULL and *sum when the generator is through, else what does not go into a long, with *sum not yet added. */
static PyObject *
sum_ints(PyThreadState *tstate, PyGenObject *gen, int64_t *sum)
{
    PyObject *item;
    while ((item = coconut_next(tstate, gen)) != NULL) {
        int64_t value, total;
        if (!(coconut_is_int(item) || PyBool_Check(item)) || !coconut_is_word(item)) {
            return item;
        }
        value = coconut_word(item);
        if (__builtin_add_overflow(*sum, value, &total)) {
            return item;
        }
        *sum = total;
        coconut_release(item);
    }
    return NULL;
}

/* The same of floats, among which there may be ints. */
static PyObject *
sum_floats(PyThreadState *tstate, PyGenObject *gen, double *sum)
{
    PyObject *item;
    while ((item = coconut_next(tstate, gen)) != NULL) {
        if (PyFloat_CheckExact(item)) {
            *sum += PyFloat_AS_DOUBLE(item);
        }
        else {
            int overflow = 1;
            const long value = PyLong_Check(item) ? PyLong_AsLongAndOverflow(item, &overflow) : 0;
            if (overflow) {
                return item;
            }
            *sum += (double)value;
        }
        coconut_release(item);
    }
    return NULL;
}

/* builtin_sum without a start. */
bool
coconut_sum_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    PyGenObject *gen;
    if (!begin(args, count, &gen)) {
        return false;
    }
    int64_t ints = 0;
    PyObject *item = sum_ints(tstate, gen, &ints), *sum = NULL;
    if (item != NULL) {
        sum = add(PyLong_FromLongLong(ints), item);
    }
    else if (is_over(tstate)) {
        sum = coconut_int(ints);
        goto done;
    }
    if (sum != NULL && PyFloat_CheckExact(sum)) {
        double floats = PyFloat_AS_DOUBLE(sum);
        Py_CLEAR(sum);
        item = sum_floats(tstate, gen, &floats);
        if (item != NULL) {
            sum = add(PyFloat_FromDouble(floats), item);
        }
        else if (is_over(tstate)) {
            sum = coconut_float(floats);
            goto done;
        }
    }
    while (sum != NULL) {
        item = coconut_next(tstate, gen);
        if (item == NULL) {
            if (!is_over(tstate)) {
                Py_CLEAR(sum);
            }
            break;
        }
        sum = add(sum, item);
    }
done:
    Py_DECREF(gen);
    *result = sum;
    return true;
}
