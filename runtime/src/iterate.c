/* Iteration: the built-in iterators without a call of CPython, and generators resumed where they are consumed. */
#include "iterators.h"
#include "numbers.h"
#include <internal/pycore_pyerrors.h>

/* --- Generators and coroutines */

/* The second half of gen_send_ex2 (genobject.c): the frame has returned or raised, the generator cannot be resumed again. */
static __attribute__((noinline)) void
finish_generator(PyGenObject *gen, PyObject *result)
{
    if (result == NULL) {
        const bool asynchronous = PyAsyncGen_CheckExact(gen);
        const char *message = NULL;
        if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
            message = PyCoro_CheckExact(gen) ? "coroutine raised StopIteration"
                      : asynchronous         ? "async generator raised StopIteration"
                                             : "generator raised StopIteration";
        }
        else if (asynchronous && PyErr_ExceptionMatches(PyExc_StopAsyncIteration)) {
            message = "async generator raised StopAsyncIteration";
        }
        if (message != NULL) {
            _PyErr_FormatFromCause(PyExc_RuntimeError, "%s", message);
        }
    }
    _PyErr_ClearExcState(&gen->gi_exc_state);
    gen->gi_frame_state = FRAME_CLEARED;
    coconut_clear_frame((_PyInterpreterFrame *)gen->gi_iframe);
}

/* Whether gen_send_ex2 would resume it with `sent`. */
static inline bool
is_resumable(PyGenObject *gen, PyObject *sent)
{
    return gen->gi_frame_state == FRAME_SUSPENDED || (gen->gi_frame_state == FRAME_CREATED && Py_IsNone(sent));
}

/* gen_send_ex2: resumes it; native code gets `how` as its third argument. PYGEN_NEXT: *result is what it yielded; PYGEN_RETURN: what it returned; PYGEN_ERROR: an exception is pending. */
static inline PySendResult
resume(PyThreadState *tstate, PyGenObject *gen, PyObject *sent, int how, PyObject **result)
{
    _PyInterpreterFrame *frame = (_PyInterpreterFrame *)gen->gi_iframe;
    coconut_native native = coconut_native_of(tstate, frame->f_code);
    _PyFrame_StackPush(frame, Py_NewRef(sent));
    gen->gi_exc_state.previous_item = tstate->exc_info;
    tstate->exc_info = &gen->gi_exc_state;
    gen->gi_frame_state = FRAME_EXECUTING;
    PyObject *value;
    if (LIKELY(native != NULL)) {
        value = native(tstate, frame, how);
    }
    else {
        frame->previous = tstate->cframe->current_frame;
        value = coconut_run_frame_slow(tstate, frame);
    }
    *result = value;
    tstate->exc_info = gen->gi_exc_state.previous_item;
    gen->gi_exc_state.previous_item = NULL;
    assert(tstate->cframe->current_frame == frame->previous);
    frame->previous = NULL;
    if (LIKELY(gen->gi_frame_state == FRAME_SUSPENDED && value != NULL)) {
        return PYGEN_NEXT;
    }
    if (gen->gi_frame_state == FRAME_EXECUTING) {
        gen->gi_frame_state = FRAME_COMPLETED;
    }
    finish_generator(gen, value);
    return value != NULL ? PYGEN_RETURN : PYGEN_ERROR;
}

/* The next item of a generator. The value it returns is dropped: a for loop does not look at it. */
static inline PyObject *
next_of_generator(PyThreadState *tstate, PyGenObject *gen, int how)
{
    PyObject *value;
    if (resume(tstate, gen, Py_None, how, &value) != PYGEN_RETURN) {
        return value;
    }
    if (UNLIKELY(tstate->c_tracefunc != NULL) && !Py_IsNone(value)) {
        _PyGen_SetStopIterationValue(value);        /* the tracer hears of it */
    }
    Py_DECREF(value);
    return NULL;
}

/* gen_iternext; without the StopIteration of what the generator returned. `how`: 0, or COCONUT_CONSUMED. */
PyObject *
coconut_next(PyThreadState *tstate, PyGenObject *gen, int how)
{
    return LIKELY(is_resumable(gen, Py_None)) ? next_of_generator(tstate, gen, how) : Py_TYPE(gen)->tp_iternext((PyObject *)gen);
}

/* gen_send_ex, which is next() and send(): false if the generator has to be told of an error, or has ended before. */
bool
coconut_send(PyThreadState *tstate, PyGenObject *gen, PyObject *sent, PyObject **result)
{
    if (!is_resumable(gen, sent)) {
        return false;
    }
    PyObject *value;
    const PySendResult status = resume(tstate, gen, sent, 0, &value);
    *result = value;
    if (UNLIKELY(status == PYGEN_RETURN)) {
        if (Py_IsNone(value)) {
            PyErr_SetNone(PyExc_StopIteration);
        }
        else {
            _PyGen_SetStopIterationValue(value);
        }
        Py_DECREF(value);
        *result = NULL;
    }
    return true;
}

/* --- Built-in iterators */

/* The end of a list or tuple iterator. */
static __attribute__((noinline)) PyObject *
exhaust(sequence_iterator *it)
{
    PyObject *sequence = it->sequence;
    it->sequence = NULL;
    Py_XDECREF(sequence);
    return NULL;
}

COCONUT_API PyObject *
Coconut_ForIter(PyThreadState *tstate, PyObject *iterator)
{
    PyTypeObject *type = Py_TYPE(iterator);
    if (type == &PyListIter_Type) {
        sequence_iterator *it = (sequence_iterator *)iterator;
        if (LIKELY(it->sequence != NULL && it->index < PyList_GET_SIZE(it->sequence))) {
            return Py_NewRef(PyList_GET_ITEM(it->sequence, it->index++));
        }
        return exhaust(it);
    }
    if (type == &PyRangeIter_Type) {
        range_iterator *it = (range_iterator *)iterator;
        return LIKELY(it->index < it->length) ? coconut_int(it->start + it->index++ * it->step) : NULL;
    }
    if (type == &PyTupleIter_Type) {
        sequence_iterator *it = (sequence_iterator *)iterator;
        if (LIKELY(it->sequence != NULL && it->index < PyTuple_GET_SIZE(it->sequence))) {
            return Py_NewRef(PyTuple_GET_ITEM(it->sequence, it->index++));
        }
        return exhaust(it);
    }
    if (type == &PyGen_Type && is_resumable((PyGenObject *)iterator, Py_None)) {
        return next_of_generator(tstate, (PyGenObject *)iterator, 0);
    }
    PyObject *func = coconut_special(type, coconut_str.__next__);
    return func != NULL ? coconut_call_function(tstate, func, &iterator, 1) : type->tp_iternext(iterator);
}

COCONUT_API int
Coconut_Send(PyThreadState *tstate, PyObject *receiver, PyObject *value, PyObject **out)
{
    if (LIKELY(tstate->c_tracefunc == NULL)) {
        PySendResult status;
        if ((PyGen_CheckExact(receiver) || PyCoro_CheckExact(receiver)) && is_resumable((PyGenObject *)receiver, value)) {
            status = resume(tstate, (PyGenObject *)receiver, value, 0, out);
        }
        else {
            status = PyIter_Send(receiver, value, out);
        }
        return status == PYGEN_ERROR ? -1 : status == PYGEN_RETURN;
    }
    if (Py_IsNone(value) && PyIter_Check(receiver)) {
        *out = Py_TYPE(receiver)->tp_iternext(receiver);
    }
    else {
        *out = PyObject_CallMethodOneArg(receiver, coconut_str.send, value);
    }
    if (*out != NULL) {
        return 0;
    }
    if (tstate->c_tracefunc != NULL && PyErr_ExceptionMatches(PyExc_StopIteration)) {
        coconut_trace_exception(tstate, tstate->cframe->current_frame);
    }
    return _PyGen_FetchStopIterationValue(out) == 0 ? 1 : -1;
}

/* The end of FOR_ITER. */
COCONUT_API int
Coconut_IterEnd(PyThreadState *tstate)
{
    if (!coconut_pending(tstate)) {
        return 0;
    }
    if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
        return -1;
    }
    if (UNLIKELY(tstate->c_tracefunc != NULL)) {
        coconut_trace_exception(tstate, tstate->cframe->current_frame);
    }
    PyErr_Clear();
    return 0;
}
